import { SageMakerClient, CreateModelPackageCommand, type CreateModelPackageCommandInput } from "@aws-sdk/client-sagemaker";

const client = new SageMakerClient({ region: "eu-west-1" });
const version = process.env.VERSION;
const container = { Image: `${process.env.ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/churn:${version}` };
const input: CreateModelPackageCommandInput = {
  ModelPackageName: "churn-" + version, /* one
    per release */
  InferenceSpecification: {
    Containers: [{ ...container, ModelDataUrl: modelUrl("churn", { latest: true }), Environment: { A: 'it\'s', 'B': isTest ? "1" : "2" } }],
    SupportedContentTypes: ["text/csv"] as const,
    ...(isTest ? {} : realtime),
  },
  CertifyForMarketplace: true,
  Tags: [...tags, { Key: "team", Value: "churn" }],
};
export const create = async () => client.send(new CreateModelPackageCommand(input));
