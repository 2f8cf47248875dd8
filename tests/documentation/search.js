// Runs the site's own search: the theme's worker, as a browser would start it, on the site's index.
// Usage: node search.js WORKER INDEX SCRIPT < QUERIES, a JSON list; prints a JSON list of lists of locations, best first.
// SCRIPT is the site's own, which prepares a query.
const fs = require("fs");
const [worker, index] = process.argv.slice(2, 4).map((name) => fs.readFileSync(name, "utf8"));
const { toQuery } = require(process.argv[4]);
const queries = JSON.parse(fs.readFileSync(0, "utf8"));
const found = [];
let receive;

global.self = global;
global.addEventListener = (_, listener) => { receive = listener; };
global.postMessage = ({ type, data }) => {
  if (type === 3) found.push(data.items.map((sections) => sections.map((section) => section.location)));
  if (found.length < queries.length) receive({ data: { type: 2, data: toQuery(queries[found.length]) } });
  else process.stdout.write(JSON.stringify(found));
};
new Function(worker)();
receive({ data: { type: 0, data: { ...JSON.parse(index), options: { suggest: false } } } });
