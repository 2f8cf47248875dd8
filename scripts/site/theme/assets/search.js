// A message that is pasted into the search is not yet a query: its quotes would make words mandatory, its colons would
// name fields, its hyphens would exclude words, and each word would also find longer ones. This turns it into its words.
"use strict";

// What separates words; also in mkdocs.yml, for the index.
const SEPARATOR = /[\s"'`“”…,;:!?=()\[\]{}<>|/\\*+~^_-]+|\.(?=\s|$)/;
// A shorter query is typed by a person, who can use the search's own syntax.
const MIN_WORDS = 3;
const FIRST_WORDS = 3;
// Account IDs, numbers of bytes and process IDs are different for each reader.
const OWN_NUMBER = /^\d{5,}$/;

function toQuery(text) {
  const words = [...new Set(text.split(SEPARATOR))].filter((word) => word.length > 1 && !OWN_NUMBER.test(word));
  if (words.length < MIN_WORDS) return text;
  // `^1` is a word without the words that begin with it. The first words are the message's own, values follow.
  const terms = words.map((word, position) => `${word}^${position < FIRST_WORDS ? 2 : 1}`);
  // The last word may be half typed.
  return [...terms, `${words.at(-1)}*`].join(" ");
}

if (typeof Worker === "undefined") {
  module.exports = { toQuery };
} else {
  const QUERY = 2;
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...others) {
    const prepared = message?.type === QUERY ? { ...message, data: toQuery(message.data) } : message;
    return post.call(this, prepared, ...others);
  };
}
