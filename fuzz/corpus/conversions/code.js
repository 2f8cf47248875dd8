// Lists the packages.
const request = {
  MaxResults: 5,
};
