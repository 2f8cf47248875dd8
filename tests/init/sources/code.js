// Creates the package.
const request = {
  ModelPackageName: 'churn-1',
};
