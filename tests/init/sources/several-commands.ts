test("packages", async () => {
  const created = await client.send(
    new CreateModelPackageCommand({
      ModelPackageName: name,
      ModelApprovalStatus: "Approved",
    }),
  );
  expect(created.ModelPackageArn).toContain(`model-package/${name}`);
  await client.send(new CreateModelPackageCommand({ ModelPackageName: `${name}-2` }));
});
