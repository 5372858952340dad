const path = require('node:path');
const { App, Duration, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const notifications = require('aws-cdk-lib/aws-s3-notifications');
const s3 = require('aws-cdk-lib/aws-s3');
const iam = require('aws-cdk-lib/aws-iam');

const app = new App({ outdir: path.join(__dirname, '..', 'cdk.out') });
const stack = new Stack(app, 'Images');

const bucket = new s3.Bucket(stack, 'Uploads');

const common = {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(path.join(__dirname, 'lambda')),
};

const thumbnails = new lambda.Function(stack, 'Thumbnails', {
  ...common,
  functionName: 'thumbnails',
  timeout: Duration.seconds(20),
});
bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(thumbnails));

const cleanup = new lambda.Function(stack, 'Cleanup', {
  ...common,
  functionName: 'image-cleanup',
  tracing: lambda.Tracing.ACTIVE,
});
cleanup.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));

app.synth();
