{
  ModelPackageName: 'churn-1',
  CertifyForMarketplace: true,
  InferenceSpecification: { Containers: [{ Image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1', }] },
}
