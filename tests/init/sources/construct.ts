export class Churn extends Stack {
  constructor(scope: Construct, id: string, props: ChurnProps) {
    super(scope, id);
    new sagemaker.CfnModelPackage(this, "Churn", {
      modelPackageName: "churn-1",
      tags: [{ key: "team", value: "churn" }],
      inferenceSpecification: {
        containers: [{ image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1", modelDataUrl: props.modelUrl }],
        supportedContentTypes: ["text/csv"],
        supportedResponseMimeTypes: ["text/csv"],
      },
    });
  }
}
