{
  ModelPackageName: 'churn-1',
  Tags: [
    // { Key: 'team', Value: 'churn' },
    // { Key: 'stage', Value: 'test' },
    { Key: 'product', Value: 'churn' },
  ],
}
