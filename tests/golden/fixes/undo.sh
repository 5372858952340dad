#!/usr/bin/env bash
# Takes back what the script of the same report did, the last command first. It reads what that
# script saved in the folder $backup, and leaves out commands that did not run.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -uo pipefail
backup=${backup:-fix-plan-backup-d0d67122}
account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != 111122223333 ]; then
  echo "this is for the account" 111122223333", and you are signed in to $account" >&2
  exit 1
fi
failed=0
undo() {  # STEP COMMAND: what cannot be taken back is said, and the rest goes on
  [ -e "$backup/$1.ran" ] || return 0
  echo "take back $1" >&2
  if backup=$backup bash -euo pipefail -c "$2"; then rm "$backup/$1.ran"; else failed=1; fi
}

# Step 139: shared-role at shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-139-4 'aws lambda update-function-configuration --function-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-139-4.json" && aws lambda wait function-updated-v2 --function-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'
undo step-139-2 'if [ -s "$backup/step-139-2.json" ]; then aws iam put-role-policy --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role --policy-name a+b=c,d.e@f-_ --policy-document "file://$backup/step-139-2.json"; else aws iam delete-role-policy --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role --policy-name a+b=c,d.e@f-_; fi'
undo step-139-1 'aws iam delete-role --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role'

# Step 138: shared-role at shared-role-settings-1
undo step-138-6 'aws lambda update-function-configuration --function-name shared-role-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-138-6.json" && aws lambda wait function-updated-v2 --function-name shared-role-settings-1 --region eu-west-1'
undo step-138-3 'if [ -s "$backup/step-138-3.json" ]; then aws iam put-role-policy --role-name shared-role-settings-1-role-2 --policy-name more1 --policy-document "file://$backup/step-138-3.json"; else aws iam delete-role-policy --role-name shared-role-settings-1-role-2 --policy-name more1; fi'
undo step-138-2 'if [ -s "$backup/step-138-2.json" ]; then aws iam put-role-policy --role-name shared-role-settings-1-role-2 --policy-name own --policy-document "file://$backup/step-138-2.json"; else aws iam delete-role-policy --role-name shared-role-settings-1-role-2 --policy-name own; fi'
undo step-138-1 'aws iam delete-role --role-name shared-role-settings-1-role-2'

# Step 137: untagged-function at untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-137-1 'aws lambda untag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --tag-keys owner'

# Step 136: untagged-function at untagged-function-settings-1
undo step-136-1 'aws lambda untag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:untagged-function-settings-1 --region eu-west-1 --tag-keys owner'

# Step 135: oversized-tmp at oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-135-1 'aws lambda update-function-configuration --function-name oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-135-1.json" && aws lambda wait function-updated-v2 --function-name oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 134: oversized-tmp at oversized-tmp-settings-1
undo step-134-1 'aws lambda update-function-configuration --function-name oversized-tmp-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-134-1.json" && aws lambda wait function-updated-v2 --function-name oversized-tmp-settings-1 --region eu-west-1'

# Step 133: unencrypted-by-customer-key at unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-133-1 'aws lambda update-function-configuration --function-name unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-133-1.json" && aws lambda wait function-updated-v2 --function-name unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 132: unencrypted-by-customer-key at unencrypted-by-customer-key-settings-1
undo step-132-1 'aws lambda update-function-configuration --function-name unencrypted-by-customer-key-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-132-1.json" && aws lambda wait function-updated-v2 --function-name unencrypted-by-customer-key-settings-1 --region eu-west-1'

# Step 131: pinned-runtime at pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-131-1 'aws lambda put-runtime-management-config --function-name pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-131-1.json"'

# Step 130: pinned-runtime at pinned-runtime-settings-1
undo step-130-1 'aws lambda put-runtime-management-config --function-name pinned-runtime-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-130-1.json"'

# Step 129: memory-misfit at memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-129-1 'aws lambda update-function-configuration --function-name memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-129-1.json" && aws lambda wait function-updated-v2 --function-name memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 128: memory-misfit at memory-misfit-settings-1
undo step-128-1 'aws lambda update-function-configuration --function-name memory-misfit-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-128-1.json" && aws lambda wait function-updated-v2 --function-name memory-misfit-settings-1 --region eu-west-1'

# Step 127: maximal-timeout at maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-127-1 'aws lambda update-function-configuration --function-name maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-127-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 126: maximal-timeout at maximal-timeout-settings-2
undo step-126-1 'aws lambda update-function-configuration --function-name maximal-timeout-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-126-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout-settings-2 --region eu-west-1'

# Step 125: maximal-timeout at maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-125-1 'aws lambda update-function-configuration --function-name maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-125-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 124: maximal-timeout at maximal-timeout-settings-1
undo step-124-1 'aws lambda update-function-configuration --function-name maximal-timeout-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-124-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout-settings-1 --region eu-west-1'

# Step 123: cold-start-exposed at cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# nothing uses the version before an alias names it
undo step-123-1 'aws lambda update-function-configuration --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-123-1.json" && aws lambda wait function-updated-v2 --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 122: cold-start-exposed at cold-start-exposed-settings-1
# nothing uses the version before an alias names it
undo step-122-1 'aws lambda update-function-configuration --function-name cold-start-exposed-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-122-1.json" && aws lambda wait function-updated-v2 --function-name cold-start-exposed-settings-1 --region eu-west-1'

# Step 121: partial-wildcard-action at partial-wildcard-action_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-121-1 'if [ -s "$backup/step-121-1.json" ]; then aws iam put-role-policy --role-name partial-wildcard-action_1_--xxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document "file://$backup/step-121-1.json"; else aws iam delete-role-policy --role-name partial-wildcard-action_1_--xxxxxxxxxxxx+=,.@-role --policy-name more1; fi'

# Step 120: partial-wildcard-action at partial-wildcard-action-settings-1
undo step-120-1 'if [ -s "$backup/step-120-1.json" ]; then aws iam put-role-policy --role-name partial-wildcard-action-settings-1-role --policy-name more2 --policy-document "file://$backup/step-120-1.json"; else aws iam delete-role-policy --role-name partial-wildcard-action-settings-1-role --policy-name more2; fi'

# Step 119: outdated-layer at outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-119-1 'aws lambda update-function-configuration --function-name outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-119-1.json" && aws lambda wait function-updated-v2 --function-name outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 118: outdated-layer at outdated-layer-settings-1
undo step-118-1 'aws lambda update-function-configuration --function-name outdated-layer-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-118-1.json" && aws lambda wait function-updated-v2 --function-name outdated-layer-settings-1 --region eu-west-1'

# Step 117: unstructured-logs at unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-117-1 'aws lambda update-function-configuration --function-name unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-117-1.json" && aws lambda wait function-updated-v2 --function-name unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 116: unstructured-logs at unstructured-logs-settings-1
undo step-116-1 'aws lambda update-function-configuration --function-name unstructured-logs-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-116-1.json" && aws lambda wait function-updated-v2 --function-name unstructured-logs-settings-1 --region eu-west-1'

# Step 115: unbounded-log-retention at unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-115-1 'aws logs delete-retention-policy --log-group-name /aws/lambda/unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 114: unbounded-log-retention at unbounded-log-retention-settings-1
undo step-114-1 'aws logs delete-retention-policy --log-group-name /aws/lambda/unbounded-log-retention-settings-1 --region eu-west-1'

# Step 113: missing-alarms at missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-113-1 'aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors-notify'

# Step 112: missing-alarms at missing-alarms-settings-3
undo step-112-1 'aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms-settings-3-errors-notify'

# Step 111: missing-alarms at missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-111-1 'aws cloudwatch disable-alarm-actions --alarm-names '"'"'missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx off '"'"'"'"'"'"'"'"'x'"'"'"'"'"'"'"'"' $(y)'"'"' --region eu-west-1'

# Step 110: missing-alarms at missing-alarms-settings-2
undo step-110-1 'aws cloudwatch disable-alarm-actions --alarm-names '"'"'missing-alarms-settings-2 off '"'"'"'"'"'"'"'"'x'"'"'"'"'"'"'"'"' $(y)'"'"' --region eu-west-1'

# Step 109: missing-alarms at missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-109-1 'aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors'

# Step 108: missing-alarms at missing-alarms-settings-1
undo step-108-1 'aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms-settings-1-errors'

# Step 107: nat-for-aws-services at nat-for-aws-services-settings-1
undo step-107-1 'aws ec2 delete-vpc-endpoints --region eu-west-1 --vpc-endpoint-ids "$(aws ec2 describe-vpc-endpoints --region eu-west-1 --filters Name=vpc-id,Values=vpc-0123456789abcdef0 Name=service-name,Values=com.amazonaws.eu-west-1.s3 --query '"'"'VpcEndpoints[0].VpcEndpointId'"'"' --output text)"'

# Step 106: whole-batch-retry at whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-106-1 'aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-106-1.json"'

# Step 105: whole-batch-retry at whole-batch-retry-settings-2
undo step-105-1 'aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-105-1.json"'

# Step 104: whole-batch-retry at whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-104-1 'aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-104-1.json"'

# Step 103: whole-batch-retry at whole-batch-retry-settings-1
undo step-103-1 'aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-103-1.json"'

# Step 102: unversioned-deployment at unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-102-1 'aws lambda update-event-source-mapping --uuid uuid-unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-102-1.json"'

# Step 101: unversioned-deployment at unversioned-deployment-settings-1
undo step-101-1 'aws lambda update-event-source-mapping --uuid uuid-unversioned-deployment-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-101-1.json"'

# Step 100: no-concurrency-guard at no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-100-1 'if [ -s "$backup/step-100-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-100-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi'

# Step 99: no-concurrency-guard at no-concurrency-guard-settings-2
undo step-99-1 'if [ -s "$backup/step-99-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-99-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard-settings-2 --region eu-west-1; fi'

# Step 98: idle-provisioned-concurrency at idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-98-1 'if [ -s "$backup/step-98-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-98-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live; fi'

# Step 97: idle-provisioned-concurrency at idle-provisioned-concurrency-settings-2
undo step-97-1 'if [ -s "$backup/step-97-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-2 --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-97-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-2 --region eu-west-1 --qualifier live; fi'

# Step 96: idle-provisioned-concurrency at idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-96-1 'if [ -s "$backup/step-96-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-96-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live; fi'

# Step 95: idle-provisioned-concurrency at idle-provisioned-concurrency-settings-1
undo step-95-1 'if [ -s "$backup/step-95-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-1 --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-95-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-1 --region eu-west-1 --qualifier live; fi'

# Step 94: cross-account-access at cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-94-2 'aws lambda remove-permission --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it'
undo step-94-1 'aws lambda add-permission --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-94-1.json")"'

# Step 93: cross-account-access at cross-account-access-settings-2
undo step-93-2 'aws lambda remove-permission --function-name cross-account-access-settings-2 --region eu-west-1 --statement-id it'
undo step-93-1 'aws lambda add-permission --function-name cross-account-access-settings-2 --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-93-1.json")"'

# Step 92: cross-account-access at cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-92-2 'aws lambda remove-permission --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it'
undo step-92-1 'aws lambda add-permission --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-92-1.json")"'

# Step 91: cross-account-access at cross-account-access-settings-1
undo step-91-2 'aws lambda remove-permission --function-name cross-account-access-settings-1 --region eu-west-1 --statement-id it'
undo step-91-1 'aws lambda add-permission --function-name cross-account-access-settings-1 --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-91-1.json")"'

# Step 90: confused-deputy at confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-90-1 'if [ -s "$backup/step-90-1.json" ]; then aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --policy "file://$backup/step-90-1.json"; else aws lambda delete-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi'

# Step 89: confused-deputy at confused-deputy-settings-2
undo step-89-1 'if [ -s "$backup/step-89-1.json" ]; then aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy-settings-2 --region eu-west-1 --policy "file://$backup/step-89-1.json"; else aws lambda delete-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy-settings-2 --region eu-west-1; fi'

# Step 88: confused-deputy at confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-88-2 'aws lambda remove-permission --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it'
undo step-88-1 'aws lambda add-permission --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-88-1.json")"'

# Step 87: confused-deputy at confused-deputy-settings-1
undo step-87-2 'aws lambda remove-permission --function-name confused-deputy-settings-1 --region eu-west-1 --statement-id it'
undo step-87-1 'aws lambda add-permission --function-name confused-deputy-settings-1 --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-87-1.json")"'

# Step 86: no-log-permission at no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-86-1 'if [ -s "$backup/step-86-1.json" ]; then aws iam put-role-policy --role-name no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4 --policy-document "file://$backup/step-86-1.json"; else aws iam delete-role-policy --role-name no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4; fi'

# Step 85: no-log-permission at no-log-permission-settings-1
undo step-85-1 'if [ -s "$backup/step-85-1.json" ]; then aws iam put-role-policy --role-name no-log-permission-settings-1-role --policy-name write-log-of-no-log-permission-settings-1-64a82578 --policy-document "file://$backup/step-85-1.json"; else aws iam delete-role-policy --role-name no-log-permission-settings-1-role --policy-name write-log-of-no-log-permission-settings-1-64a82578; fi'

# Step 84: missing-tracing at missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-84-2 'aws lambda update-function-configuration --function-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-84-2.json" && aws lambda wait function-updated-v2 --function-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'
undo step-84-1 'aws iam detach-role-policy --role-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'

# Step 83: missing-tracing at missing-tracing-settings-1
undo step-83-2 'aws lambda update-function-configuration --function-name missing-tracing-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-83-2.json" && aws lambda wait function-updated-v2 --function-name missing-tracing-settings-1 --region eu-west-1'
undo step-83-1 'aws iam detach-role-policy --role-name missing-tracing-settings-1-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'

# Step 82: broken-tracing at broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-82-1 'aws iam detach-role-policy --role-name broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'

# Step 81: broken-tracing at broken-tracing-settings-1
undo step-81-1 'aws iam detach-role-policy --role-name broken-tracing-settings-1-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'

# Step 80: unnecessary-vpc at unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-80-1 'aws lambda update-function-configuration --function-name unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-80-1.json" && aws lambda wait function-updated-v2 --function-name unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 79: unnecessary-vpc at unnecessary-vpc-settings-1
undo step-79-1 'aws lambda update-function-configuration --function-name unnecessary-vpc-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-79-1.json" && aws lambda wait function-updated-v2 --function-name unnecessary-vpc-settings-1 --region eu-west-1'

# Step 78: public-subnet at public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-78-1 'aws lambda update-function-configuration --function-name public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-78-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 77: public-subnet at public-subnet-settings-2
undo step-77-1 'aws lambda update-function-configuration --function-name public-subnet-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-77-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet-settings-2 --region eu-west-1'

# Step 76: public-subnet at public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-76-1 'aws lambda update-function-configuration --function-name public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-76-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 75: public-subnet at public-subnet-settings-1
undo step-75-1 'aws lambda update-function-configuration --function-name public-subnet-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-75-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet-settings-1 --region eu-west-1'

# Step 74: zero-concurrency at zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-74-1 'aws lambda put-function-concurrency --function-name zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-74-1.json"'

# Step 73: zero-concurrency at zero-concurrency-settings-1
undo step-73-1 'aws lambda put-function-concurrency --function-name zero-concurrency-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-73-1.json"'

# Step 72: unbounded-stream-retries at unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-72-1 'aws lambda update-event-source-mapping --uuid uuid-unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-72-1.json"'

# Step 71: unbounded-stream-retries at unbounded-stream-retries-settings-1
undo step-71-1 'aws lambda update-event-source-mapping --uuid uuid-unbounded-stream-retries-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-71-1.json"'

# Step 70: timeout-near-limit at timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-70-1 'aws lambda update-function-configuration --function-name timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-70-1.json" && aws lambda wait function-updated-v2 --function-name timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 69: timeout-near-limit at timeout-near-limit-settings-1
undo step-69-1 'aws lambda update-function-configuration --function-name timeout-near-limit-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-69-1.json" && aws lambda wait function-updated-v2 --function-name timeout-near-limit-settings-1 --region eu-west-1'

# Step 68: throttled at throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-68-1 'if [ -s "$backup/step-68-1.json" ]; then aws lambda put-function-concurrency --function-name throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-68-1.json"; else aws lambda delete-function-concurrency --function-name throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi'

# Step 67: throttled at throttled-settings-1
undo step-67-1 'if [ -s "$backup/step-67-1.json" ]; then aws lambda put-function-concurrency --function-name throttled-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-67-1.json"; else aws lambda delete-function-concurrency --function-name throttled-settings-1 --region eu-west-1; fi'

# Step 66: single-az at single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-66-1 'aws lambda update-function-configuration --function-name single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-66-1.json" && aws lambda wait function-updated-v2 --function-name single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 65: single-az at single-az-settings-2
undo step-65-1 'aws lambda update-function-configuration --function-name single-az-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-65-1.json" && aws lambda wait function-updated-v2 --function-name single-az-settings-2 --region eu-west-1'

# Step 64: single-az at single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-64-1 'aws lambda update-function-configuration --function-name single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-64-1.json" && aws lambda wait function-updated-v2 --function-name single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 63: single-az at single-az-settings-1
undo step-63-1 'aws lambda update-function-configuration --function-name single-az-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-63-1.json" && aws lambda wait function-updated-v2 --function-name single-az-settings-1 --region eu-west-1'

# Step 62: no-concurrency-guard at no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-62-1 'if [ -s "$backup/step-62-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-62-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi'

# Step 61: no-concurrency-guard at no-concurrency-guard-settings-1
undo step-61-1 'if [ -s "$backup/step-61-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-61-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard-settings-1 --region eu-west-1; fi'

# Step 60: low-receive-count at low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-60-1 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes "file://$backup/step-60-1.json"'

# Step 59: low-receive-count at low-receive-count-settings-1
undo step-59-1 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count-settings-1-work --region eu-west-1 --attributes "file://$backup/step-59-1.json"'

# Step 58: api-timeout at api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-58-1 'aws lambda update-function-configuration --function-name api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-58-1.json" && aws lambda wait function-updated-v2 --function-name api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 57: api-timeout at api-timeout-settings-1
undo step-57-1 'aws lambda update-function-configuration --function-name api-timeout-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-57-1.json" && aws lambda wait function-updated-v2 --function-name api-timeout-settings-1 --region eu-west-1'

# Step 56: deprecated-runtime at deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-56-1 'aws lambda update-function-configuration --function-name deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-56-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 55: deprecated-runtime at deprecated-runtime-settings-2
undo step-55-1 'aws lambda update-function-configuration --function-name deprecated-runtime-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-55-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime-settings-2 --region eu-west-1'

# Step 54: deprecated-runtime at deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-54-1 'aws lambda update-function-configuration --function-name deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-54-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'

# Step 53: deprecated-runtime at deprecated-runtime-settings-1
undo step-53-1 'aws lambda update-function-configuration --function-name deprecated-runtime-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-53-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime-settings-1 --region eu-west-1'

# Step 52: wildcard-resource at wildcard-resource_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-52-1 'if [ -s "$backup/step-52-1.json" ]; then aws iam put-role-policy --role-name wildcard-resource_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document "file://$backup/step-52-1.json"; else aws iam delete-role-policy --role-name wildcard-resource_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1; fi'

# Step 51: wildcard-resource at wildcard-resource-settings-1
undo step-51-1 'if [ -s "$backup/step-51-1.json" ]; then aws iam put-role-policy --role-name wildcard-resource-settings-1-role --policy-name more2 --policy-document "file://$backup/step-51-1.json"; else aws iam delete-role-policy --role-name wildcard-resource-settings-1-role --policy-name more2; fi'

# Step 50: wildcard-action at wildcard-action-settings-2
undo step-50-2 'aws iam set-default-policy-version --policy-arn arn:aws:iam::111122223333:policy/own-all --version-id "$(cat "$backup/step-50-2.json")"'

# Step 49: wildcard-action at wildcard-action_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-49-1 'if [ -s "$backup/step-49-1.json" ]; then aws iam put-role-policy --role-name wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document "file://$backup/step-49-1.json"; else aws iam delete-role-policy --role-name wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1; fi'

# Step 48: wildcard-action at wildcard-action-settings-1
undo step-48-1 'if [ -s "$backup/step-48-1.json" ]; then aws iam put-role-policy --role-name wildcard-action-settings-1-role --policy-name more2 --policy-document "file://$backup/step-48-1.json"; else aws iam delete-role-policy --role-name wildcard-action-settings-1-role --policy-name more2; fi'

# Step 47: unusable-role at unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-47-3 'aws iam detach-role-policy --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'
undo step-47-2 'aws iam detach-role-policy --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
undo step-47-1 'aws iam delete-role --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role'

# Step 46: unusable-role at unusable-role-settings-2
undo step-46-3 'aws iam detach-role-policy --role-name unusable-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'
undo step-46-2 'aws iam detach-role-policy --role-name unusable-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
undo step-46-1 'aws iam delete-role --role-name unusable-role-settings-2-role'

# Step 45: unusable-role at unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-45-1 'aws iam update-assume-role-policy --role-name unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-document "file://$backup/step-45-1.json"'

# Step 44: unusable-role at unusable-role-settings-1
undo step-44-1 'aws iam update-assume-role-policy --role-name unusable-role-settings-1-role --policy-document "file://$backup/step-44-1.json"'

# Step 43: role-trust-too-wide at role-trust-too-wide_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-43-1 'aws iam update-assume-role-policy --role-name role-trust-too-wide_2_--xxxxxxxxxxxxxxxx+=,.@-role --policy-document "file://$backup/step-43-1.json"'

# Step 42: role-trust-too-wide at role-trust-too-wide-settings-2
undo step-42-1 'aws iam update-assume-role-policy --role-name role-trust-too-wide-settings-2-role --policy-document "file://$backup/step-42-1.json"'

# Step 41: role-trust-too-wide at role-trust-too-wide_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-41-1 'aws iam update-assume-role-policy --role-name role-trust-too-wide_1_--xxxxxxxxxxxxxxxx+=,.@-role --policy-document "file://$backup/step-41-1.json"'

# Step 40: role-trust-too-wide at role-trust-too-wide-settings-1
undo step-40-1 'aws iam update-assume-role-policy --role-name role-trust-too-wide-settings-1-role --policy-document "file://$backup/step-40-1.json"'

# Step 39: stream-without-failure-destination at stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx
undo step-39-3 'aws lambda update-event-source-mapping --uuid uuid-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-39-3.json"'
undo step-39-2 'if [ -s "$backup/step-39-2.json" ]; then aws iam put-role-policy --role-name stream-without-failure-destination_1_--x+=,.@-role --policy-name SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e --policy-document "file://$backup/step-39-2.json"; else aws iam delete-role-policy --role-name stream-without-failure-destination_1_--x+=,.@-role --policy-name SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e; fi'
undo step-39-1 '[ -s "$backup/step-39-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1 --query QueueUrl --output text)"'

# Step 38: stream-without-failure-destination at stream-without-failure-destination-settings-1
undo step-38-3 'aws lambda update-event-source-mapping --uuid uuid-stream-without-failure-destination-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-38-3.json"'
undo step-38-2 'if [ -s "$backup/step-38-2.json" ]; then aws iam put-role-policy --role-name stream-without-failure-destination-settings-1-role --policy-name SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266 --policy-document "file://$backup/step-38-2.json"; else aws iam delete-role-policy --role-name stream-without-failure-destination-settings-1-role --policy-name SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266; fi'
undo step-38-1 '[ -s "$backup/step-38-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name stream-without-failure-destination-settings-1-failed-batches --region eu-west-1 --query QueueUrl --output text)"'

# Step 37: short-visibility-timeout at short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-37-1 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes "file://$backup/step-37-1.json"'

# Step 36: short-visibility-timeout at short-visibility-timeout-settings-1
undo step-36-1 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout-settings-1-work --region eu-west-1 --attributes "file://$backup/step-36-1.json"'

# Step 35: recursive-loop-allowed at recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-35-1 'aws lambda put-function-recursion-config --function-name recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --recursive-loop Allow'

# Step 34: recursive-loop-allowed at recursive-loop-allowed-settings-1
undo step-34-1 'aws lambda put-function-recursion-config --function-name recursive-loop-allowed-settings-1 --region eu-west-1 --recursive-loop Allow'

# Step 33: queue-without-redrive at queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-33-2 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work.fifo --region eu-west-1 --attributes "file://$backup/step-33-2.json"'
undo step-33-1 '[ -s "$backup/step-33-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq.fifo --region eu-west-1 --query QueueUrl --output text)"'

# Step 32: queue-without-redrive at queue-without-redrive-settings-2
undo step-32-2 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-2-work.fifo --region eu-west-1 --attributes "file://$backup/step-32-2.json"'
undo step-32-1 '[ -s "$backup/step-32-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive-settings-2-work-dlq.fifo --region eu-west-1 --query QueueUrl --output text)"'

# Step 31: queue-without-redrive at queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-31-2 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes "file://$backup/step-31-2.json"'
undo step-31-1 '[ -s "$backup/step-31-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq --region eu-west-1 --query QueueUrl --output text)"'

# Step 30: queue-without-redrive at queue-without-redrive-settings-1
undo step-30-2 'aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-1-work --region eu-west-1 --attributes "file://$backup/step-30-2.json"'
undo step-30-1 '[ -s "$backup/step-30-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive-settings-1-work-dlq --region eu-west-1 --query QueueUrl --output text)"'

# Step 29: missing-dlq at missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-29-3 'aws lambda update-function-event-invoke-config --function-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '"'"'$LATEST'"'"' --cli-input-json "file://$backup/step-29-3.json"'
undo step-29-2 'if [ -s "$backup/step-29-2.json" ]; then aws iam put-role-policy --role-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555 --policy-document "file://$backup/step-29-2.json"; else aws iam delete-role-policy --role-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555; fi'
undo step-29-1 '[ -s "$backup/step-29-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 28: missing-dlq at missing-dlq-settings-2
undo step-28-3 'aws lambda update-function-event-invoke-config --function-name missing-dlq-settings-2 --region eu-west-1 --qualifier '"'"'$LATEST'"'"' --cli-input-json "file://$backup/step-28-3.json"'
undo step-28-2 'if [ -s "$backup/step-28-2.json" ]; then aws iam put-role-policy --role-name missing-dlq-settings-2-role --policy-name SendMessage-missing-dlq-settings-2-failed-events-7974d9ee --policy-document "file://$backup/step-28-2.json"; else aws iam delete-role-policy --role-name missing-dlq-settings-2-role --policy-name SendMessage-missing-dlq-settings-2-failed-events-7974d9ee; fi'
undo step-28-1 '[ -s "$backup/step-28-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq-settings-2-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 27: missing-dlq at missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-27-3 'aws lambda delete-function-event-invoke-config --function-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '"'"'$LATEST'"'"''
undo step-27-2 'if [ -s "$backup/step-27-2.json" ]; then aws iam put-role-policy --role-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b --policy-document "file://$backup/step-27-2.json"; else aws iam delete-role-policy --role-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b; fi'
undo step-27-1 '[ -s "$backup/step-27-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 26: missing-dlq at missing-dlq-settings-1
undo step-26-3 'aws lambda delete-function-event-invoke-config --function-name missing-dlq-settings-1 --region eu-west-1 --qualifier '"'"'$LATEST'"'"''
undo step-26-2 'if [ -s "$backup/step-26-2.json" ]; then aws iam put-role-policy --role-name missing-dlq-settings-1-role --policy-name SendMessage-missing-dlq-settings-1-failed-events-d9601ed9 --policy-document "file://$backup/step-26-2.json"; else aws iam delete-role-policy --role-name missing-dlq-settings-1-role --policy-name SendMessage-missing-dlq-settings-1-failed-events-d9601ed9; fi'
undo step-26-1 '[ -s "$backup/step-26-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq-settings-1-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 25: broken-dlq at broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-25-1 'if [ -s "$backup/step-25-1.json" ]; then aws iam put-role-policy --role-name broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-there-4777f0c8 --policy-document "file://$backup/step-25-1.json"; else aws iam delete-role-policy --role-name broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-there-4777f0c8; fi'

# Step 24: broken-dlq at broken-dlq-settings-4
undo step-24-1 'if [ -s "$backup/step-24-1.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-4-role --policy-name SendMessage-there-4777f0c8 --policy-document "file://$backup/step-24-1.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-4-role --policy-name SendMessage-there-4777f0c8; fi'

# Step 23: broken-dlq at broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-23-3 'aws lambda update-event-source-mapping --uuid uuid-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-23-3.json"'
undo step-23-2 'if [ -s "$backup/step-23-2.json" ]; then aws iam put-role-policy --role-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92 --policy-document "file://$backup/step-23-2.json"; else aws iam delete-role-policy --role-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92; fi'
undo step-23-1 '[ -s "$backup/step-23-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1 --query QueueUrl --output text)"'

# Step 22: broken-dlq at broken-dlq-settings-3
undo step-22-3 'aws lambda update-event-source-mapping --uuid uuid-broken-dlq-settings-3 --region eu-west-1 --cli-input-json "file://$backup/step-22-3.json"'
undo step-22-2 'if [ -s "$backup/step-22-2.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-3-role --policy-name SendMessage-broken-dlq-settings-3-failed-batches-a02443fc --policy-document "file://$backup/step-22-2.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-3-role --policy-name SendMessage-broken-dlq-settings-3-failed-batches-a02443fc; fi'
undo step-22-1 '[ -s "$backup/step-22-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq-settings-3-failed-batches --region eu-west-1 --query QueueUrl --output text)"'

# Step 21: broken-dlq at broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-21-3 'aws lambda update-function-event-invoke-config --function-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --cli-input-json "file://$backup/step-21-3.json"'
undo step-21-2 'if [ -s "$backup/step-21-2.json" ]; then aws iam put-role-policy --role-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75 --policy-document "file://$backup/step-21-2.json"; else aws iam delete-role-policy --role-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75; fi'
undo step-21-1 '[ -s "$backup/step-21-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 20: broken-dlq at broken-dlq-settings-2
undo step-20-3 'aws lambda update-function-event-invoke-config --function-name broken-dlq-settings-2 --region eu-west-1 --qualifier live --cli-input-json "file://$backup/step-20-3.json"'
undo step-20-2 'if [ -s "$backup/step-20-2.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-2-role --policy-name SendMessage-broken-dlq-settings-2-failed-events-4349025d --policy-document "file://$backup/step-20-2.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-2-role --policy-name SendMessage-broken-dlq-settings-2-failed-events-4349025d; fi'
undo step-20-1 '[ -s "$backup/step-20-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq-settings-2-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 19: broken-dlq at broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-19-3 'aws lambda update-function-configuration --function-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-19-3.json" && aws lambda wait function-updated-v2 --function-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1'
undo step-19-2 'if [ -s "$backup/step-19-2.json" ]; then aws iam put-role-policy --role-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496 --policy-document "file://$backup/step-19-2.json"; else aws iam delete-role-policy --role-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496; fi'
undo step-19-1 '[ -s "$backup/step-19-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 18: broken-dlq at broken-dlq-settings-1
undo step-18-3 'aws lambda update-function-configuration --function-name broken-dlq-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-18-3.json" && aws lambda wait function-updated-v2 --function-name broken-dlq-settings-1 --region eu-west-1'
undo step-18-2 'if [ -s "$backup/step-18-2.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-1-role --policy-name SendMessage-broken-dlq-settings-1-failed-events-15f08476 --policy-document "file://$backup/step-18-2.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-1-role --policy-name SendMessage-broken-dlq-settings-1-failed-events-15f08476; fi'
undo step-18-1 '[ -s "$backup/step-18-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq-settings-1-failed-events --region eu-west-1 --query QueueUrl --output text)"'

# Step 17: plaintext-secret at plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-17-2 'if [ -s "$backup/step-17-2.json" ]; then aws iam put-role-policy --role-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key-8b9af028 --policy-document "file://$backup/step-17-2.json"; else aws iam delete-role-policy --role-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key-8b9af028; fi'

# Step 16: plaintext-secret at plaintext-secret-settings-2
undo step-16-2 'if [ -s "$backup/step-16-2.json" ]; then aws iam put-role-policy --role-name plaintext-secret-settings-2-role --policy-name read-plaintext-secret-settings-2_api-key-052f64c1 --policy-document "file://$backup/step-16-2.json"; else aws iam delete-role-policy --role-name plaintext-secret-settings-2-role --policy-name read-plaintext-secret-settings-2_api-key-052f64c1; fi'

# Step 15: plaintext-secret at plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-15-2 'if [ -s "$backup/step-15-2.json" ]; then aws iam put-role-policy --role-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD-f6194b98 --policy-document "file://$backup/step-15-2.json"; else aws iam delete-role-policy --role-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD-f6194b98; fi'

# Step 14: plaintext-secret at plaintext-secret-settings-1
undo step-14-3 'if [ -s "$backup/step-14-3.json" ]; then aws iam put-role-policy --role-name plaintext-secret-settings-1-role --policy-name read-plaintext-secret-settings-1_DB_PASSWORD-46587310 --policy-document "file://$backup/step-14-3.json"; else aws iam delete-role-policy --role-name plaintext-secret-settings-1-role --policy-name read-plaintext-secret-settings-1_DB_PASSWORD-46587310; fi'

# Step 13: public-function at public-function_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx

# Step 12: public-function at public-function-settings-3
undo step-12-1 'if [ -s "$backup/step-12-1.json" ]; then aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:public-function-settings-3 --region eu-west-1 --policy "file://$backup/step-12-1.json"; else aws lambda delete-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:public-function-settings-3 --region eu-west-1; fi'

# Step 11: public-function at public-function_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-11-1 'aws lambda add-permission --function-name public-function_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-11-1.json")"'

# Step 10: public-function at public-function-settings-2
undo step-10-1 'aws lambda add-permission --function-name public-function-settings-2 --region eu-west-1 --cli-input-json "$(jq --arg sid it '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-10-1.json")"'

# Step 9: public-function at public-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-9-1 'aws lambda add-permission --function-name public-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid url '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-9-1.json")"'

# Step 8: public-function at public-function-settings-1
undo step-8-1 'aws lambda add-permission --function-name public-function-settings-1 --region eu-west-1 --cli-input-json "$(jq --arg sid url '"'"'.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end'"'"' "$backup/step-8-1.json")"'

# Step 7: privilege-escalation at privilege-escalation_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-7-1 'if [ -s "$backup/step-7-1.json" ]; then aws iam put-role-policy --role-name privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role --policy-name deny-escalation-708b7f59 --policy-document "file://$backup/step-7-1.json"; else aws iam delete-role-policy --role-name privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role --policy-name deny-escalation-708b7f59; fi'

# Step 6: privilege-escalation at privilege-escalation-settings-1
undo step-6-1 'if [ -s "$backup/step-6-1.json" ]; then aws iam put-role-policy --role-name privilege-escalation-settings-1-role --policy-name deny-escalation-708b7f59 --policy-document "file://$backup/step-6-1.json"; else aws iam delete-role-policy --role-name privilege-escalation-settings-1-role --policy-name deny-escalation-708b7f59; fi'

# Step 5: admin-role at admin-role-settings-3
undo step-5-2 'aws iam set-default-policy-version --policy-arn arn:aws:iam::111122223333:policy/all --version-id "$(cat "$backup/step-5-2.json")"'

# Step 4: admin-role at admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-4-2 'aws iam attach-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AdministratorAccess'
undo step-4-1 'if [ -s "$backup/step-4-1.json" ]; then aws iam put-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name AdministratorAccess-narrowed --policy-document "file://$backup/step-4-1.json"; else aws iam delete-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name AdministratorAccess-narrowed; fi'

# Step 3: admin-role at admin-role-settings-2
undo step-3-2 'aws iam attach-role-policy --role-name admin-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/AdministratorAccess'
undo step-3-1 'if [ -s "$backup/step-3-1.json" ]; then aws iam put-role-policy --role-name admin-role-settings-2-role --policy-name AdministratorAccess-narrowed --policy-document "file://$backup/step-3-1.json"; else aws iam delete-role-policy --role-name admin-role-settings-2-role --policy-name AdministratorAccess-narrowed; fi'

# Step 2: admin-role at admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
undo step-2-1 'if [ -s "$backup/step-2-1.json" ]; then aws iam put-role-policy --role-name admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name a+b=c,d.e@f-_ --policy-document "file://$backup/step-2-1.json"; else aws iam delete-role-policy --role-name admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name a+b=c,d.e@f-_; fi'

# Step 1: admin-role at admin-role-settings-1
undo step-1-1 'if [ -s "$backup/step-1-1.json" ]; then aws iam put-role-policy --role-name admin-role-settings-1-role --policy-name own --policy-document "file://$backup/step-1-1.json"; else aws iam delete-role-policy --role-name admin-role-settings-1-role --policy-name own; fi'

[ "$failed" = 1 ] || rm -f "$backup"/*.ran
exit "$failed"
