package main

func create(client *sagemaker.Client) {
	client.CreateModelPackage(ctx, &sagemaker.CreateModelPackageInput{
		ModelPackageName: aws.String("churn-1"),
	})
}
