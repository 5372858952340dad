#!/usr/bin/env bash
# Read every step before you run this: the program that wrote it has run none of it.
# What a step changes is first saved in the folder $backup. After a failure, run it again: it goes
# on with the command that failed. To start anew, run the script that takes it back, or move the
# folder away.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -euo pipefail
umask 077
backup=${backup:-fix-plan-backup-d0d67122}
account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != 111122223333 ]; then
  echo "this is for the account" 111122223333", and you are signed in to $account" >&2
  exit 1
fi
mkdir -p "$backup"
save() {  # FILE COMMAND…: keep what was there first; what was absent leaves an empty file
  [ -e "$backup/$1" ] && return
  "${@:2}" >"$backup/$1" 2>/dev/null || echo "nothing to save in $backup/$1" >&2
}
todo() { [ ! -e "$backup/$1.ran" ]; }
ran() { : >"$backup/$1.ran"; }  # also for the script that takes it all back

# Step 1 of 139 (critical): admin-role at admin-role-settings-1
# The role admin-role-settings-1-role can do everything in the account.
# Risk: Calls that need a permission which the new policy lacks are denied. Try it on a test stage first, and look for AccessDenied in the logs.
# Undo: if [ -s "$backup/step-1-1.json" ]; then aws iam put-role-policy --role-name admin-role-settings-1-role --policy-name own --policy-document "file://$backup/step-1-1.json"; else aws iam delete-role-policy --role-name admin-role-settings-1-role --policy-name own; fi
echo 'step 1: admin-role' >&2
if todo step-1-1; then
save step-1-1.json aws iam get-role-policy --role-name admin-role-settings-1-role --policy-name own --query PolicyDocument
aws iam put-role-policy --role-name admin-role-settings-1-role --policy-name own --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/admin-role-settings-1:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:failed", "arn:aws:sns:eu-west-1:111122223333:done"]}]}'
ran step-1-1
fi

# Step 2 of 139 (critical): admin-role at admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role can do everything in the account.
# Risk: Calls that need a permission which the new policy lacks are denied. Try it on a test stage first, and look for AccessDenied in the logs.
# Undo: if [ -s "$backup/step-2-1.json" ]; then aws iam put-role-policy --role-name admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name a+b=c,d.e@f-_ --policy-document "file://$backup/step-2-1.json"; else aws iam delete-role-policy --role-name admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name a+b=c,d.e@f-_; fi
echo 'step 2: admin-role' >&2
if todo step-2-1; then
save step-2-1.json aws iam get-role-policy --role-name admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name a+b=c,d.e@f-_ --query PolicyDocument
aws iam put-role-policy --role-name admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name a+b=c,d.e@f-_ --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]}'
ran step-2-1
fi

# Step 3 of 139 (critical): admin-role at admin-role-settings-2
# The role admin-role-settings-2-role can do everything in the account.
# Risk: Calls that need a permission which the new policy lacks are denied. Try it on a test stage first, and look for AccessDenied in the logs.
# Careful: this takes a policy from the role, for all its functions.
# Undo: aws iam attach-role-policy --role-name admin-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
#       if [ -s "$backup/step-3-1.json" ]; then aws iam put-role-policy --role-name admin-role-settings-2-role --policy-name AdministratorAccess-narrowed --policy-document "file://$backup/step-3-1.json"; else aws iam delete-role-policy --role-name admin-role-settings-2-role --policy-name AdministratorAccess-narrowed; fi
echo 'step 3: admin-role' >&2
if todo step-3-1; then
save step-3-1.json aws iam get-role-policy --role-name admin-role-settings-2-role --policy-name AdministratorAccess-narrowed --query PolicyDocument
aws iam put-role-policy --role-name admin-role-settings-2-role --policy-name AdministratorAccess-narrowed --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:failed", "arn:aws:sns:eu-west-1:111122223333:done"]}]}'
ran step-3-1
fi
if todo step-3-2; then
aws iam detach-role-policy --role-name admin-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
ran step-3-2
fi

# Step 4 of 139 (critical): admin-role at admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role can do everything in the account.
# Risk: Calls that need a permission which the new policy lacks are denied. Try it on a test stage first, and look for AccessDenied in the logs.
# Careful: this takes a policy from the role, for all its functions.
# Undo: aws iam attach-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
#       if [ -s "$backup/step-4-1.json" ]; then aws iam put-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name AdministratorAccess-narrowed --policy-document "file://$backup/step-4-1.json"; else aws iam delete-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name AdministratorAccess-narrowed; fi
echo 'step 4: admin-role' >&2
if todo step-4-1; then
save step-4-1.json aws iam get-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name AdministratorAccess-narrowed --query PolicyDocument
aws iam put-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name AdministratorAccess-narrowed --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]}'
ran step-4-1
fi
if todo step-4-2; then
aws iam detach-role-policy --role-name admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
ran step-4-2
fi

# Step 5 of 139 (critical): admin-role at admin-role-settings-3
# The role admin-role-settings-3-role can do everything in the account.
# Risk: Calls that need a permission which the new policy lacks are denied. Try it on a test stage first, and look for AccessDenied in the logs.
# Careful: this changes the policy for every role that has it.
# Careful: IAM keeps five versions of a policy. Of five, this deletes the oldest.
# Undo: aws iam set-default-policy-version --policy-arn arn:aws:iam::111122223333:policy/all --version-id "$(cat "$backup/step-5-2.json")"
echo 'step 5: admin-role' >&2
if todo step-5-1; then
for old in $(aws iam list-policy-versions --policy-arn arn:aws:iam::111122223333:policy/all --query 'Versions[4] && sort_by(Versions[?!IsDefaultVersion], &CreateDate)[0].VersionId' --output text); do [ "$old" = None ] || aws iam delete-policy-version --policy-arn arn:aws:iam::111122223333:policy/all --version-id "$old"; done
ran step-5-1
fi
if todo step-5-2; then
save step-5-2.json aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/all --query Policy.DefaultVersionId --output text
aws iam create-policy-version --policy-arn arn:aws:iam::111122223333:policy/all --set-as-default --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:failed", "arn:aws:sns:eu-west-1:111122223333:done"]}]}'
ran step-5-2
fi

# Step 6 of 139 (critical): privilege-escalation at privilege-escalation-settings-1
# The role privilege-escalation-settings-1-role writes itself any permission (iam:PutRolePolicy); there are 2 more ways.
# Risk: A function whose task is to deploy or to administer may need some of these actions: limit their targets then, instead of denying them.
# Undo: if [ -s "$backup/step-6-1.json" ]; then aws iam put-role-policy --role-name privilege-escalation-settings-1-role --policy-name deny-escalation-708b7f59 --policy-document "file://$backup/step-6-1.json"; else aws iam delete-role-policy --role-name privilege-escalation-settings-1-role --policy-name deny-escalation-708b7f59; fi
echo 'step 6: privilege-escalation' >&2
if todo step-6-1; then
save step-6-1.json aws iam get-role-policy --role-name privilege-escalation-settings-1-role --policy-name deny-escalation-708b7f59 --query PolicyDocument
aws iam put-role-policy --role-name privilege-escalation-settings-1-role --policy-name deny-escalation-708b7f59 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["iam:AttachRolePolicy", "iam:PassRole", "iam:PutRolePolicy"], "Resource": "*"}]}'
ran step-6-1
fi

# Step 7 of 139 (critical): privilege-escalation at privilege-escalation_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role writes itself any permission (iam:PutRolePolicy); there are 2 more ways.
# Risk: A function whose task is to deploy or to administer may need some of these actions: limit their targets then, instead of denying them.
# Undo: if [ -s "$backup/step-7-1.json" ]; then aws iam put-role-policy --role-name privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role --policy-name deny-escalation-708b7f59 --policy-document "file://$backup/step-7-1.json"; else aws iam delete-role-policy --role-name privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role --policy-name deny-escalation-708b7f59; fi
echo 'step 7: privilege-escalation' >&2
if todo step-7-1; then
save step-7-1.json aws iam get-role-policy --role-name privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role --policy-name deny-escalation-708b7f59 --query PolicyDocument
aws iam put-role-policy --role-name privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role --policy-name deny-escalation-708b7f59 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["iam:AttachRolePolicy", "iam:PassRole", "iam:PutRolePolicy"], "Resource": "*"}]}'
ran step-7-1
fi

# Step 8 of 139 (critical): public-function at public-function-settings-1
# Anyone may invoke the function through its URL (NONE).
# Risk: Callers without AWS credentials are refused: make sure that no outside caller is meant to use the function.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda add-permission --function-name public-function-settings-1 --region eu-west-1 --cli-input-json "$(jq --arg sid url '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-8-1.json")"
echo 'step 8: public-function' >&2
if todo step-8-1; then
save step-8-1.json aws lambda get-policy --function-name public-function-settings-1 --region eu-west-1
aws lambda remove-permission --function-name public-function-settings-1 --region eu-west-1 --statement-id url
ran step-8-1
fi

# Step 9 of 139 (critical): public-function at public-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone may invoke the function through its URL (NONE).
# Risk: Callers without AWS credentials are refused: make sure that no outside caller is meant to use the function.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda add-permission --function-name public-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid url '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-9-1.json")"
echo 'step 9: public-function' >&2
if todo step-9-1; then
save step-9-1.json aws lambda get-policy --function-name public-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda remove-permission --function-name public-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id url
ran step-9-1
fi

# Step 10 of 139 (critical): public-function at public-function-settings-2
# Anyone may invoke the function directly.
# Risk: Callers without AWS credentials are refused: make sure that no outside caller is meant to use the function.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda add-permission --function-name public-function-settings-2 --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-10-1.json")"
echo 'step 10: public-function' >&2
if todo step-10-1; then
save step-10-1.json aws lambda get-policy --function-name public-function-settings-2 --region eu-west-1
aws lambda remove-permission --function-name public-function-settings-2 --region eu-west-1 --statement-id it
ran step-10-1
fi

# Step 11 of 139 (critical): public-function at public-function_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone may invoke the function directly.
# Risk: Callers without AWS credentials are refused: make sure that no outside caller is meant to use the function.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda add-permission --function-name public-function_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-11-1.json")"
echo 'step 11: public-function' >&2
if todo step-11-1; then
save step-11-1.json aws lambda get-policy --function-name public-function_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda remove-permission --function-name public-function_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it
ran step-11-1
fi

# Step 12 of 139 (critical): public-function at public-function-settings-3
# Anyone may invoke the function directly.
# Risk: Callers without AWS credentials are refused: make sure that no outside caller is meant to use the function.
# Careful: this replaces the whole policy of who may call the function.
# Careful: AWS CLI 1 does not have this command, and AWS CLI 2 has it since 2026: see aws --version.
# Undo: if [ -s "$backup/step-12-1.json" ]; then aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:public-function-settings-3 --region eu-west-1 --policy "file://$backup/step-12-1.json"; else aws lambda delete-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:public-function-settings-3 --region eu-west-1; fi
echo 'step 12: public-function' >&2
if todo step-12-1; then
save step-12-1.json aws lambda get-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:public-function-settings-3 --region eu-west-1 --query Policy --output text
aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:public-function-settings-3 --region eu-west-1 --policy '{"Version": "2012-10-17", "Statement": [{"Sid": "api", "Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*"}}}]}'
ran step-12-1
fi

# Step 13 of 139 (critical): public-function at public-function_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone may invoke the function directly.
# Risk: Callers without AWS credentials are refused: make sure that no outside caller is meant to use the function.
# Careful: nothing that the policy of the function names may call it any more.
# Careful: AWS CLI 1 does not have this command, and AWS CLI 2 has it since 2026: see aws --version.
# Undo: see the risk
echo 'step 13: public-function' >&2
if todo step-13-1; then
aws lambda delete-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:public-function_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-13-1
fi

# Step 14 of 139 (critical): plaintext-secret at plaintext-secret-settings-1
# The variable DB_PASSWORD holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:GetFunctionConfiguration or lambda:ListFunctions.
# Risk: Whatever else still uses the old secret stops working when it is rotated. The function needs a network path to Secrets Manager, and a cold start takes one call more.
# Careful: this writes all variables of the function, and saves no value of them.
# Undo: if [ -s "$backup/step-14-3.json" ]; then aws iam put-role-policy --role-name plaintext-secret-settings-1-role --policy-name read-plaintext-secret-settings-1_DB_PASSWORD-46587310 --policy-document "file://$backup/step-14-3.json"; else aws iam delete-role-policy --role-name plaintext-secret-settings-1-role --policy-name read-plaintext-secret-settings-1_DB_PASSWORD-46587310; fi
# Set STEP_14_NEW_VALUE first; without, the step is skipped.
if [ -n "${STEP_14_NEW_VALUE:-}" ]; then
echo 'step 14: plaintext-secret' >&2
if todo step-14-1; then
: "${STEP_14_NEW_VALUE:?set it}"
ran step-14-1
fi
if todo step-14-2; then
printf %s "${STEP_14_NEW_VALUE:?set it}" | aws secretsmanager create-secret --name plaintext-secret-settings-1/DB_PASSWORD --region eu-west-1 --secret-string file:///dev/stdin
ran step-14-2
fi
if todo step-14-3; then
save step-14-3.json aws iam get-role-policy --role-name plaintext-secret-settings-1-role --policy-name read-plaintext-secret-settings-1_DB_PASSWORD-46587310 --query PolicyDocument
aws iam put-role-policy --role-name plaintext-secret-settings-1-role --policy-name read-plaintext-secret-settings-1_DB_PASSWORD-46587310 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:plaintext-secret-settings-1/DB_PASSWORD-??????"}]}'
ran step-14-3
fi
if todo step-14-4; then
aws lambda get-function-configuration --function-name plaintext-secret-settings-1 --region eu-west-1 --query Environment.Variables --output json | jq --arg old DB_PASSWORD --arg new DB_PASSWORD_SECRET_ID --arg secret plaintext-secret-settings-1/DB_PASSWORD '{Variables: ((. // {}) | del(.[$old]) + {($new): $secret})}' | aws lambda update-function-configuration --function-name plaintext-secret-settings-1 --region eu-west-1 --environment file:///dev/stdin
ran step-14-4
fi
else echo "skipped step 14: set STEP_14_NEW_VALUE" >&2
fi

# Step 15 of 139 (critical): plaintext-secret at plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The variable DB_PASSWORD holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:GetFunctionConfiguration or lambda:ListFunctions.
# Risk: Whatever else still uses the old secret stops working when it is rotated. The function needs a network path to Secrets Manager, and a cold start takes one call more.
# Careful: this writes all variables of the function, and saves no value of them.
# Undo: if [ -s "$backup/step-15-2.json" ]; then aws iam put-role-policy --role-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD-f6194b98 --policy-document "file://$backup/step-15-2.json"; else aws iam delete-role-policy --role-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD-f6194b98; fi
# Set STEP_15_NEW_VALUE first; without, the step is skipped.
if [ -n "${STEP_15_NEW_VALUE:-}" ]; then
echo 'step 15: plaintext-secret' >&2
if todo step-15-1; then
printf %s "${STEP_15_NEW_VALUE:?set it}" | aws secretsmanager create-secret --name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/DB_PASSWORD --region eu-west-1 --secret-string file:///dev/stdin
ran step-15-1
fi
if todo step-15-2; then
save step-15-2.json aws iam get-role-policy --role-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD-f6194b98 --query PolicyDocument
aws iam put-role-policy --role-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD-f6194b98 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/DB_PASSWORD-??????"}]}'
ran step-15-2
fi
if todo step-15-3; then
aws lambda get-function-configuration --function-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query Environment.Variables --output json | jq --arg old DB_PASSWORD --arg new DB_PASSWORD_SECRET_ID --arg secret plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/DB_PASSWORD '{Variables: ((. // {}) | del(.[$old]) + {($new): $secret})}' | aws lambda update-function-configuration --function-name plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --environment file:///dev/stdin
ran step-15-3
fi
else echo "skipped step 15: set STEP_15_NEW_VALUE" >&2
fi

# Step 16 of 139 (critical): plaintext-secret at plaintext-secret-settings-2
# The tag api-key holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:ListTags or tag:GetResources.
# Risk: Whatever else still uses the old secret stops working when it is rotated. The function needs a network path to Secrets Manager, and a cold start takes one call more.
# Careful: this writes all variables of the function, and saves no value of them.
# Careful: the value of the tag is saved nowhere.
# Undo: if [ -s "$backup/step-16-2.json" ]; then aws iam put-role-policy --role-name plaintext-secret-settings-2-role --policy-name read-plaintext-secret-settings-2_api-key-052f64c1 --policy-document "file://$backup/step-16-2.json"; else aws iam delete-role-policy --role-name plaintext-secret-settings-2-role --policy-name read-plaintext-secret-settings-2_api-key-052f64c1; fi
# Set STEP_16_NEW_VALUE first; without, the step is skipped.
if [ -n "${STEP_16_NEW_VALUE:-}" ]; then
echo 'step 16: plaintext-secret' >&2
if todo step-16-1; then
printf %s "${STEP_16_NEW_VALUE:?set it}" | aws secretsmanager create-secret --name plaintext-secret-settings-2/api-key --region eu-west-1 --secret-string file:///dev/stdin
ran step-16-1
fi
if todo step-16-2; then
save step-16-2.json aws iam get-role-policy --role-name plaintext-secret-settings-2-role --policy-name read-plaintext-secret-settings-2_api-key-052f64c1 --query PolicyDocument
aws iam put-role-policy --role-name plaintext-secret-settings-2-role --policy-name read-plaintext-secret-settings-2_api-key-052f64c1 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:plaintext-secret-settings-2/api-key-??????"}]}'
ran step-16-2
fi
if todo step-16-3; then
aws lambda get-function-configuration --function-name plaintext-secret-settings-2 --region eu-west-1 --query Environment.Variables --output json | jq --arg old '' --arg new API_KEY_SECRET_ID --arg secret plaintext-secret-settings-2/api-key '{Variables: ((. // {}) | del(.[$old]) + {($new): $secret})}' | aws lambda update-function-configuration --function-name plaintext-secret-settings-2 --region eu-west-1 --environment file:///dev/stdin
ran step-16-3
fi
if todo step-16-4; then
aws lambda untag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:plaintext-secret-settings-2 --region eu-west-1 --tag-keys api-key
ran step-16-4
fi
else echo "skipped step 16: set STEP_16_NEW_VALUE" >&2
fi

# Step 17 of 139 (critical): plaintext-secret at plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The tag api-key holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:ListTags or tag:GetResources.
# Risk: Whatever else still uses the old secret stops working when it is rotated. The function needs a network path to Secrets Manager, and a cold start takes one call more.
# Careful: this writes all variables of the function, and saves no value of them.
# Careful: the value of the tag is saved nowhere.
# Undo: if [ -s "$backup/step-17-2.json" ]; then aws iam put-role-policy --role-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key-8b9af028 --policy-document "file://$backup/step-17-2.json"; else aws iam delete-role-policy --role-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key-8b9af028; fi
# Set STEP_17_NEW_VALUE first; without, the step is skipped.
if [ -n "${STEP_17_NEW_VALUE:-}" ]; then
echo 'step 17: plaintext-secret' >&2
if todo step-17-1; then
printf %s "${STEP_17_NEW_VALUE:?set it}" | aws secretsmanager create-secret --name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/api-key --region eu-west-1 --secret-string file:///dev/stdin
ran step-17-1
fi
if todo step-17-2; then
save step-17-2.json aws iam get-role-policy --role-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key-8b9af028 --query PolicyDocument
aws iam put-role-policy --role-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name read-plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key-8b9af028 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/api-key-??????"}]}'
ran step-17-2
fi
if todo step-17-3; then
aws lambda get-function-configuration --function-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query Environment.Variables --output json | jq --arg old '' --arg new API_KEY_SECRET_ID --arg secret plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/api-key '{Variables: ((. // {}) | del(.[$old]) + {($new): $secret})}' | aws lambda update-function-configuration --function-name plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --environment file:///dev/stdin
ran step-17-3
fi
if todo step-17-4; then
aws lambda untag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --tag-keys api-key
ran step-17-4
fi
else echo "skipped step 17: set STEP_17_NEW_VALUE" >&2
fi

# Step 18 of 139 (high): broken-dlq at broken-dlq-settings-1
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: aws lambda update-function-configuration --function-name broken-dlq-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-18-3.json" && aws lambda wait function-updated-v2 --function-name broken-dlq-settings-1 --region eu-west-1
#       if [ -s "$backup/step-18-2.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-1-role --policy-name SendMessage-broken-dlq-settings-1-failed-events-15f08476 --policy-document "file://$backup/step-18-2.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-1-role --policy-name SendMessage-broken-dlq-settings-1-failed-events-15f08476; fi
#       [ -s "$backup/step-18-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq-settings-1-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 18: broken-dlq' >&2
if todo step-18-1; then
save step-18-1.json aws sqs get-queue-url --queue-name broken-dlq-settings-1-failed-events --region eu-west-1
aws sqs create-queue --queue-name broken-dlq-settings-1-failed-events --region eu-west-1
ran step-18-1
fi
if todo step-18-2; then
save step-18-2.json aws iam get-role-policy --role-name broken-dlq-settings-1-role --policy-name SendMessage-broken-dlq-settings-1-failed-events-15f08476 --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq-settings-1-role --policy-name SendMessage-broken-dlq-settings-1-failed-events-15f08476 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-1-failed-events"}]}'
ran step-18-2
fi
if todo step-18-3; then
save step-18-3.json aws lambda get-function-configuration --function-name broken-dlq-settings-1 --region eu-west-1 --query '{DeadLetterConfig: {TargetArn: DeadLetterConfig.TargetArn || '"'"''"'"'}}'
aws lambda update-function-configuration --function-name broken-dlq-settings-1 --region eu-west-1 --dead-letter-config TargetArn=arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-1-failed-events
aws lambda wait function-updated-v2 --function-name broken-dlq-settings-1 --region eu-west-1
ran step-18-3
fi

# Step 19 of 139 (high): broken-dlq at broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: aws lambda update-function-configuration --function-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-19-3.json" && aws lambda wait function-updated-v2 --function-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
#       if [ -s "$backup/step-19-2.json" ]; then aws iam put-role-policy --role-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496 --policy-document "file://$backup/step-19-2.json"; else aws iam delete-role-policy --role-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496; fi
#       [ -s "$backup/step-19-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 19: broken-dlq' >&2
if todo step-19-1; then
save step-19-1.json aws sqs get-queue-url --queue-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
aws sqs create-queue --queue-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
ran step-19-1
fi
if todo step-19-2; then
save step-19-2.json aws iam get-role-policy --role-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496 --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"}]}'
ran step-19-2
fi
if todo step-19-3; then
save step-19-3.json aws lambda get-function-configuration --function-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{DeadLetterConfig: {TargetArn: DeadLetterConfig.TargetArn || '"'"''"'"'}}'
aws lambda update-function-configuration --function-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --dead-letter-config TargetArn=arn:aws:sqs:eu-west-1:111122223333:broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events
aws lambda wait function-updated-v2 --function-name broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-19-3
fi

# Step 20 of 139 (high): broken-dlq at broken-dlq-settings-2
# OnFailure of live sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: aws lambda update-function-event-invoke-config --function-name broken-dlq-settings-2 --region eu-west-1 --qualifier live --cli-input-json "file://$backup/step-20-3.json"
#       if [ -s "$backup/step-20-2.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-2-role --policy-name SendMessage-broken-dlq-settings-2-failed-events-4349025d --policy-document "file://$backup/step-20-2.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-2-role --policy-name SendMessage-broken-dlq-settings-2-failed-events-4349025d; fi
#       [ -s "$backup/step-20-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq-settings-2-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 20: broken-dlq' >&2
if todo step-20-1; then
save step-20-1.json aws sqs get-queue-url --queue-name broken-dlq-settings-2-failed-events --region eu-west-1
aws sqs create-queue --queue-name broken-dlq-settings-2-failed-events --region eu-west-1
ran step-20-1
fi
if todo step-20-2; then
save step-20-2.json aws iam get-role-policy --role-name broken-dlq-settings-2-role --policy-name SendMessage-broken-dlq-settings-2-failed-events-4349025d --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq-settings-2-role --policy-name SendMessage-broken-dlq-settings-2-failed-events-4349025d --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-2-failed-events"}]}'
ran step-20-2
fi
if todo step-20-3; then
save step-20-3.json aws lambda get-function-event-invoke-config --function-name broken-dlq-settings-2 --region eu-west-1 --qualifier live --query '{DestinationConfig: DestinationConfig}'
aws lambda update-function-event-invoke-config --function-name broken-dlq-settings-2 --region eu-west-1 --qualifier live --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-2-failed-events"}, "OnSuccess": {"Destination": "arn:aws:sns:eu-west-1:111122223333:done"}}'
ran step-20-3
fi

# Step 21 of 139 (high): broken-dlq at broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# OnFailure of live sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: aws lambda update-function-event-invoke-config --function-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --cli-input-json "file://$backup/step-21-3.json"
#       if [ -s "$backup/step-21-2.json" ]; then aws iam put-role-policy --role-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75 --policy-document "file://$backup/step-21-2.json"; else aws iam delete-role-policy --role-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75; fi
#       [ -s "$backup/step-21-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 21: broken-dlq' >&2
if todo step-21-1; then
save step-21-1.json aws sqs get-queue-url --queue-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
aws sqs create-queue --queue-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
ran step-21-1
fi
if todo step-21-2; then
save step-21-2.json aws iam get-role-policy --role-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75 --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"}]}'
ran step-21-2
fi
if todo step-21-3; then
save step-21-3.json aws lambda get-function-event-invoke-config --function-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --query '{DestinationConfig: DestinationConfig}'
aws lambda update-function-event-invoke-config --function-name broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"}}'
ran step-21-3
fi

# Step 22 of 139 (high): broken-dlq at broken-dlq-settings-3
# OnFailure of the mapping uuid-broken-dlq-settings-3 sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: aws lambda update-event-source-mapping --uuid uuid-broken-dlq-settings-3 --region eu-west-1 --cli-input-json "file://$backup/step-22-3.json"
#       if [ -s "$backup/step-22-2.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-3-role --policy-name SendMessage-broken-dlq-settings-3-failed-batches-a02443fc --policy-document "file://$backup/step-22-2.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-3-role --policy-name SendMessage-broken-dlq-settings-3-failed-batches-a02443fc; fi
#       [ -s "$backup/step-22-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq-settings-3-failed-batches --region eu-west-1 --query QueueUrl --output text)"
echo 'step 22: broken-dlq' >&2
if todo step-22-1; then
save step-22-1.json aws sqs get-queue-url --queue-name broken-dlq-settings-3-failed-batches --region eu-west-1
aws sqs create-queue --queue-name broken-dlq-settings-3-failed-batches --region eu-west-1
ran step-22-1
fi
if todo step-22-2; then
save step-22-2.json aws iam get-role-policy --role-name broken-dlq-settings-3-role --policy-name SendMessage-broken-dlq-settings-3-failed-batches-a02443fc --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq-settings-3-role --policy-name SendMessage-broken-dlq-settings-3-failed-batches-a02443fc --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-3-failed-batches"}]}'
ran step-22-2
fi
if todo step-22-3; then
save step-22-3.json aws lambda get-event-source-mapping --uuid uuid-broken-dlq-settings-3 --region eu-west-1 --query '{DestinationConfig: DestinationConfig || `{"OnFailure": {}}`}'
aws lambda update-event-source-mapping --uuid uuid-broken-dlq-settings-3 --region eu-west-1 --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-3-failed-batches"}}'
ran step-22-3
fi

# Step 23 of 139 (high): broken-dlq at broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# OnFailure of the mapping uuid-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: aws lambda update-event-source-mapping --uuid uuid-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-23-3.json"
#       if [ -s "$backup/step-23-2.json" ]; then aws iam put-role-policy --role-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92 --policy-document "file://$backup/step-23-2.json"; else aws iam delete-role-policy --role-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92; fi
#       [ -s "$backup/step-23-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1 --query QueueUrl --output text)"
echo 'step 23: broken-dlq' >&2
if todo step-23-1; then
save step-23-1.json aws sqs get-queue-url --queue-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1
aws sqs create-queue --queue-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1
ran step-23-1
fi
if todo step-23-2; then
save step-23-2.json aws iam get-role-policy --role-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92 --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches"}]}'
ran step-23-2
fi
if todo step-23-3; then
save step-23-3.json aws lambda get-event-source-mapping --uuid uuid-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{DestinationConfig: DestinationConfig || `{"OnFailure": {}}`}'
aws lambda update-event-source-mapping --uuid uuid-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches"}}'
ran step-23-3
fi

# Step 24 of 139 (high): broken-dlq at broken-dlq-settings-4
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:there, but the role lacks sqs:SendMessage.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: if [ -s "$backup/step-24-1.json" ]; then aws iam put-role-policy --role-name broken-dlq-settings-4-role --policy-name SendMessage-there-4777f0c8 --policy-document "file://$backup/step-24-1.json"; else aws iam delete-role-policy --role-name broken-dlq-settings-4-role --policy-name SendMessage-there-4777f0c8; fi
echo 'step 24: broken-dlq' >&2
if todo step-24-1; then
save step-24-1.json aws iam get-role-policy --role-name broken-dlq-settings-4-role --policy-name SendMessage-there-4777f0c8 --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq-settings-4-role --policy-name SendMessage-there-4777f0c8 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:there"}]}'
ran step-24-1
fi

# Step 25 of 139 (high): broken-dlq at broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:there, but the role lacks sqs:SendMessage.
# Risk: Failed events start to arrive at the target, with the data that they carry: make sure that they are looked at.
# Undo: if [ -s "$backup/step-25-1.json" ]; then aws iam put-role-policy --role-name broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-there-4777f0c8 --policy-document "file://$backup/step-25-1.json"; else aws iam delete-role-policy --role-name broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-there-4777f0c8; fi
echo 'step 25: broken-dlq' >&2
if todo step-25-1; then
save step-25-1.json aws iam get-role-policy --role-name broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-there-4777f0c8 --query PolicyDocument
aws iam put-role-policy --role-name broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-there-4777f0c8 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:there"}]}'
ran step-25-1
fi

# Step 26 of 139 (high): missing-dlq at missing-dlq-settings-1
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination (the destination of live does not cover it).
# Risk: Failed events are kept with the data that they carry: encrypt the queue, limit its retention, and set an alarm on it.
# Undo: aws lambda delete-function-event-invoke-config --function-name missing-dlq-settings-1 --region eu-west-1 --qualifier '$LATEST'
#       if [ -s "$backup/step-26-2.json" ]; then aws iam put-role-policy --role-name missing-dlq-settings-1-role --policy-name SendMessage-missing-dlq-settings-1-failed-events-d9601ed9 --policy-document "file://$backup/step-26-2.json"; else aws iam delete-role-policy --role-name missing-dlq-settings-1-role --policy-name SendMessage-missing-dlq-settings-1-failed-events-d9601ed9; fi
#       [ -s "$backup/step-26-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq-settings-1-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 26: missing-dlq' >&2
if todo step-26-1; then
save step-26-1.json aws sqs get-queue-url --queue-name missing-dlq-settings-1-failed-events --region eu-west-1
aws sqs create-queue --queue-name missing-dlq-settings-1-failed-events --region eu-west-1
ran step-26-1
fi
if todo step-26-2; then
save step-26-2.json aws iam get-role-policy --role-name missing-dlq-settings-1-role --policy-name SendMessage-missing-dlq-settings-1-failed-events-d9601ed9 --query PolicyDocument
aws iam put-role-policy --role-name missing-dlq-settings-1-role --policy-name SendMessage-missing-dlq-settings-1-failed-events-d9601ed9 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq-settings-1-failed-events"}]}'
ran step-26-2
fi
if todo step-26-3; then
save step-26-3.json aws lambda get-function-event-invoke-config --function-name missing-dlq-settings-1 --region eu-west-1 --qualifier '$LATEST' --query '{DestinationConfig: DestinationConfig}'
aws lambda put-function-event-invoke-config --function-name missing-dlq-settings-1 --region eu-west-1 --qualifier '$LATEST' --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq-settings-1-failed-events"}}'
ran step-26-3
fi

# Step 27 of 139 (high): missing-dlq at missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination.
# Risk: Failed events are kept with the data that they carry: encrypt the queue, limit its retention, and set an alarm on it.
# Undo: aws lambda delete-function-event-invoke-config --function-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '$LATEST'
#       if [ -s "$backup/step-27-2.json" ]; then aws iam put-role-policy --role-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b --policy-document "file://$backup/step-27-2.json"; else aws iam delete-role-policy --role-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b; fi
#       [ -s "$backup/step-27-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 27: missing-dlq' >&2
if todo step-27-1; then
save step-27-1.json aws sqs get-queue-url --queue-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
aws sqs create-queue --queue-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
ran step-27-1
fi
if todo step-27-2; then
save step-27-2.json aws iam get-role-policy --role-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b --query PolicyDocument
aws iam put-role-policy --role-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"}]}'
ran step-27-2
fi
if todo step-27-3; then
save step-27-3.json aws lambda get-function-event-invoke-config --function-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '$LATEST' --query '{DestinationConfig: DestinationConfig}'
aws lambda put-function-event-invoke-config --function-name missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '$LATEST' --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"}}'
ran step-27-3
fi

# Step 28 of 139 (high): missing-dlq at missing-dlq-settings-2
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination.
# Risk: Failed events are kept with the data that they carry: encrypt the queue, limit its retention, and set an alarm on it.
# Undo: aws lambda update-function-event-invoke-config --function-name missing-dlq-settings-2 --region eu-west-1 --qualifier '$LATEST' --cli-input-json "file://$backup/step-28-3.json"
#       if [ -s "$backup/step-28-2.json" ]; then aws iam put-role-policy --role-name missing-dlq-settings-2-role --policy-name SendMessage-missing-dlq-settings-2-failed-events-7974d9ee --policy-document "file://$backup/step-28-2.json"; else aws iam delete-role-policy --role-name missing-dlq-settings-2-role --policy-name SendMessage-missing-dlq-settings-2-failed-events-7974d9ee; fi
#       [ -s "$backup/step-28-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq-settings-2-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 28: missing-dlq' >&2
if todo step-28-1; then
save step-28-1.json aws sqs get-queue-url --queue-name missing-dlq-settings-2-failed-events --region eu-west-1
aws sqs create-queue --queue-name missing-dlq-settings-2-failed-events --region eu-west-1
ran step-28-1
fi
if todo step-28-2; then
save step-28-2.json aws iam get-role-policy --role-name missing-dlq-settings-2-role --policy-name SendMessage-missing-dlq-settings-2-failed-events-7974d9ee --query PolicyDocument
aws iam put-role-policy --role-name missing-dlq-settings-2-role --policy-name SendMessage-missing-dlq-settings-2-failed-events-7974d9ee --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq-settings-2-failed-events"}]}'
ran step-28-2
fi
if todo step-28-3; then
save step-28-3.json aws lambda get-function-event-invoke-config --function-name missing-dlq-settings-2 --region eu-west-1 --qualifier '$LATEST' --query '{DestinationConfig: DestinationConfig}'
aws lambda update-function-event-invoke-config --function-name missing-dlq-settings-2 --region eu-west-1 --qualifier '$LATEST' --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq-settings-2-failed-events"}}'
ran step-28-3
fi

# Step 29 of 139 (high): missing-dlq at missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination.
# Risk: Failed events are kept with the data that they carry: encrypt the queue, limit its retention, and set an alarm on it.
# Undo: aws lambda update-function-event-invoke-config --function-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '$LATEST' --cli-input-json "file://$backup/step-29-3.json"
#       if [ -s "$backup/step-29-2.json" ]; then aws iam put-role-policy --role-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555 --policy-document "file://$backup/step-29-2.json"; else aws iam delete-role-policy --role-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555; fi
#       [ -s "$backup/step-29-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1 --query QueueUrl --output text)"
echo 'step 29: missing-dlq' >&2
if todo step-29-1; then
save step-29-1.json aws sqs get-queue-url --queue-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
aws sqs create-queue --queue-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events --region eu-west-1
ran step-29-1
fi
if todo step-29-2; then
save step-29-2.json aws iam get-role-policy --role-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555 --query PolicyDocument
aws iam put-role-policy --role-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"}]}'
ran step-29-2
fi
if todo step-29-3; then
save step-29-3.json aws lambda get-function-event-invoke-config --function-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '$LATEST' --query '{DestinationConfig: DestinationConfig}'
aws lambda update-function-event-invoke-config --function-name missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier '$LATEST' --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"}}'
ran step-29-3
fi

# Step 30 of 139 (high): queue-without-redrive at queue-without-redrive-settings-1
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive-settings-1-work has no redrive policy.
# Risk: Messages that keep failing leave the queue: set an alarm on the dead-letter queue, or you will not notice.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-1-work --region eu-west-1 --attributes "file://$backup/step-30-2.json"
#       [ -s "$backup/step-30-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive-settings-1-work-dlq --region eu-west-1 --query QueueUrl --output text)"
echo 'step 30: queue-without-redrive' >&2
if todo step-30-1; then
save step-30-1.json aws sqs get-queue-url --queue-name queue-without-redrive-settings-1-work-dlq --region eu-west-1
aws sqs create-queue --queue-name queue-without-redrive-settings-1-work-dlq --region eu-west-1
ran step-30-1
fi
if todo step-30-2; then
save step-30-2.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-1-work --region eu-west-1 --query 'Attributes.{RedrivePolicy: RedrivePolicy || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-1-work --region eu-west-1 --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive-settings-1-work-dlq\",\"maxReceiveCount\":\"5\"}"}'
ran step-30-2
fi

# Step 31 of 139 (high): queue-without-redrive at queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work has no redrive policy.
# Risk: Messages that keep failing leave the queue: set an alarm on the dead-letter queue, or you will not notice.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes "file://$backup/step-31-2.json"
#       [ -s "$backup/step-31-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq --region eu-west-1 --query QueueUrl --output text)"
echo 'step 31: queue-without-redrive' >&2
if todo step-31-1; then
save step-31-1.json aws sqs get-queue-url --queue-name queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq --region eu-west-1
aws sqs create-queue --queue-name queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq --region eu-west-1
ran step-31-1
fi
if todo step-31-2; then
save step-31-2.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --query 'Attributes.{RedrivePolicy: RedrivePolicy || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq\",\"maxReceiveCount\":\"5\"}"}'
ran step-31-2
fi

# Step 32 of 139 (high): queue-without-redrive at queue-without-redrive-settings-2
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive-settings-2-work.fifo has no redrive policy.
# Risk: Messages that keep failing leave the queue: set an alarm on the dead-letter queue, or you will not notice.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-2-work.fifo --region eu-west-1 --attributes "file://$backup/step-32-2.json"
#       [ -s "$backup/step-32-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive-settings-2-work-dlq.fifo --region eu-west-1 --query QueueUrl --output text)"
echo 'step 32: queue-without-redrive' >&2
if todo step-32-1; then
save step-32-1.json aws sqs get-queue-url --queue-name queue-without-redrive-settings-2-work-dlq.fifo --region eu-west-1
aws sqs create-queue --queue-name queue-without-redrive-settings-2-work-dlq.fifo --region eu-west-1 --attributes FifoQueue=true
ran step-32-1
fi
if todo step-32-2; then
save step-32-2.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-2-work.fifo --region eu-west-1 --query 'Attributes.{RedrivePolicy: RedrivePolicy || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive-settings-2-work.fifo --region eu-west-1 --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive-settings-2-work-dlq.fifo\",\"maxReceiveCount\":\"5\"}"}'
ran step-32-2
fi

# Step 33 of 139 (high): queue-without-redrive at queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work.fifo has no redrive policy.
# Risk: Messages that keep failing leave the queue: set an alarm on the dead-letter queue, or you will not notice.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work.fifo --region eu-west-1 --attributes "file://$backup/step-33-2.json"
#       [ -s "$backup/step-33-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq.fifo --region eu-west-1 --query QueueUrl --output text)"
echo 'step 33: queue-without-redrive' >&2
if todo step-33-1; then
save step-33-1.json aws sqs get-queue-url --queue-name queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq.fifo --region eu-west-1
aws sqs create-queue --queue-name queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq.fifo --region eu-west-1 --attributes FifoQueue=true
ran step-33-1
fi
if todo step-33-2; then
save step-33-2.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work.fifo --region eu-west-1 --query 'Attributes.{RedrivePolicy: RedrivePolicy || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work.fifo --region eu-west-1 --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq.fifo\",\"maxReceiveCount\":\"5\"}"}'
ran step-33-2
fi

# Step 34 of 139 (high): recursive-loop-allowed at recursive-loop-allowed-settings-1
# The recursion configuration allows endless loops.
# Risk: A loop that is intended is stopped as well, after about 16 rounds.
# Undo: aws lambda put-function-recursion-config --function-name recursive-loop-allowed-settings-1 --region eu-west-1 --recursive-loop Allow
echo 'step 34: recursive-loop-allowed' >&2
if todo step-34-1; then
aws lambda put-function-recursion-config --function-name recursive-loop-allowed-settings-1 --region eu-west-1 --recursive-loop Terminate
ran step-34-1
fi

# Step 35 of 139 (high): recursive-loop-allowed at recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The recursion configuration allows endless loops.
# Risk: A loop that is intended is stopped as well, after about 16 rounds.
# Undo: aws lambda put-function-recursion-config --function-name recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --recursive-loop Allow
echo 'step 35: recursive-loop-allowed' >&2
if todo step-35-1; then
aws lambda put-function-recursion-config --function-name recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --recursive-loop Terminate
ran step-35-1
fi

# Step 36 of 139 (high): short-visibility-timeout at short-visibility-timeout-settings-1
# The queue arn:aws:sqs:eu-west-1:111122223333:short-visibility-timeout-settings-1-work hides a message for 10 s; a function timeout of 30 s needs 180 s.
# Risk: A message whose invocation was cut off comes back later than it does now.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout-settings-1-work --region eu-west-1 --attributes "file://$backup/step-36-1.json"
echo 'step 36: short-visibility-timeout' >&2
if todo step-36-1; then
save step-36-1.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout-settings-1-work --region eu-west-1 --query 'Attributes.{VisibilityTimeout: VisibilityTimeout || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout-settings-1-work --region eu-west-1 --attributes VisibilityTimeout=180
ran step-36-1
fi

# Step 37 of 139 (high): short-visibility-timeout at short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work hides a message for 10 s; a function timeout of 30 s needs 180 s.
# Risk: A message whose invocation was cut off comes back later than it does now.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes "file://$backup/step-37-1.json"
echo 'step 37: short-visibility-timeout' >&2
if todo step-37-1; then
save step-37-1.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --query 'Attributes.{VisibilityTimeout: VisibilityTimeout || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes VisibilityTimeout=180
ran step-37-1
fi

# Step 38 of 139 (high): stream-without-failure-destination at stream-without-failure-destination-settings-1
# The mapping uuid-stream-without-failure-destination-settings-1 of arn:aws:kinesis:eu-west-1:111122223333:stream/stream-without-failure-destination-settings-1 has no OnFailure destination.
# Risk: The role needs the permission to write to the destination, and you have to look at what arrives.
# Undo: aws lambda update-event-source-mapping --uuid uuid-stream-without-failure-destination-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-38-3.json"
#       if [ -s "$backup/step-38-2.json" ]; then aws iam put-role-policy --role-name stream-without-failure-destination-settings-1-role --policy-name SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266 --policy-document "file://$backup/step-38-2.json"; else aws iam delete-role-policy --role-name stream-without-failure-destination-settings-1-role --policy-name SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266; fi
#       [ -s "$backup/step-38-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name stream-without-failure-destination-settings-1-failed-batches --region eu-west-1 --query QueueUrl --output text)"
echo 'step 38: stream-without-failure-destination' >&2
if todo step-38-1; then
save step-38-1.json aws sqs get-queue-url --queue-name stream-without-failure-destination-settings-1-failed-batches --region eu-west-1
aws sqs create-queue --queue-name stream-without-failure-destination-settings-1-failed-batches --region eu-west-1
ran step-38-1
fi
if todo step-38-2; then
save step-38-2.json aws iam get-role-policy --role-name stream-without-failure-destination-settings-1-role --policy-name SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266 --query PolicyDocument
aws iam put-role-policy --role-name stream-without-failure-destination-settings-1-role --policy-name SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:stream-without-failure-destination-settings-1-failed-batches"}]}'
ran step-38-2
fi
if todo step-38-3; then
save step-38-3.json aws lambda get-event-source-mapping --uuid uuid-stream-without-failure-destination-settings-1 --region eu-west-1 --query '{DestinationConfig: DestinationConfig || `{"OnFailure": {}}`}'
aws lambda update-event-source-mapping --uuid uuid-stream-without-failure-destination-settings-1 --region eu-west-1 --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:stream-without-failure-destination-settings-1-failed-batches"}}'
ran step-38-3
fi

# Step 39 of 139 (high): stream-without-failure-destination at stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:kinesis:eu-west-1:111122223333:stream/stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx has no OnFailure destination.
# Risk: The role needs the permission to write to the destination, and you have to look at what arrives.
# Undo: aws lambda update-event-source-mapping --uuid uuid-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-39-3.json"
#       if [ -s "$backup/step-39-2.json" ]; then aws iam put-role-policy --role-name stream-without-failure-destination_1_--x+=,.@-role --policy-name SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e --policy-document "file://$backup/step-39-2.json"; else aws iam delete-role-policy --role-name stream-without-failure-destination_1_--x+=,.@-role --policy-name SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e; fi
#       [ -s "$backup/step-39-1.json" ] || aws sqs delete-queue --region eu-west-1 --queue-url "$(aws sqs get-queue-url --queue-name stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1 --query QueueUrl --output text)"
echo 'step 39: stream-without-failure-destination' >&2
if todo step-39-1; then
save step-39-1.json aws sqs get-queue-url --queue-name stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1
aws sqs create-queue --queue-name stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches --region eu-west-1
ran step-39-1
fi
if todo step-39-2; then
save step-39-2.json aws iam get-role-policy --role-name stream-without-failure-destination_1_--x+=,.@-role --policy-name SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e --query PolicyDocument
aws iam put-role-policy --role-name stream-without-failure-destination_1_--x+=,.@-role --policy-name SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches"}]}'
ran step-39-2
fi
if todo step-39-3; then
save step-39-3.json aws lambda get-event-source-mapping --uuid uuid-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{DestinationConfig: DestinationConfig || `{"OnFailure": {}}`}'
aws lambda update-event-source-mapping --uuid uuid-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --destination-config '{"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches"}}'
ran step-39-3
fi

# Step 40 of 139 (high): role-trust-too-wide at role-trust-too-wide-settings-1
# Anyone in AWS may assume the role role-trust-too-wide-settings-1-role.
# Risk: Whoever assumed the role from another account, such as a pipeline, no longer can.
# Careful: this replaces the whole trust policy of the role.
# Undo: aws iam update-assume-role-policy --role-name role-trust-too-wide-settings-1-role --policy-document "file://$backup/step-40-1.json"
echo 'step 40: role-trust-too-wide' >&2
if todo step-40-1; then
save step-40-1.json aws iam get-role --role-name role-trust-too-wide-settings-1-role --query Role.AssumeRolePolicyDocument
aws iam update-assume-role-policy --role-name role-trust-too-wide-settings-1-role --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
ran step-40-1
fi

# Step 41 of 139 (high): role-trust-too-wide at role-trust-too-wide_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone in AWS may assume the role role-trust-too-wide_1_--xxxxxxxxxxxxxxxx+=,.@-role.
# Risk: Whoever assumed the role from another account, such as a pipeline, no longer can.
# Careful: this replaces the whole trust policy of the role.
# Undo: aws iam update-assume-role-policy --role-name role-trust-too-wide_1_--xxxxxxxxxxxxxxxx+=,.@-role --policy-document "file://$backup/step-41-1.json"
echo 'step 41: role-trust-too-wide' >&2
if todo step-41-1; then
save step-41-1.json aws iam get-role --role-name role-trust-too-wide_1_--xxxxxxxxxxxxxxxx+=,.@-role --query Role.AssumeRolePolicyDocument
aws iam update-assume-role-policy --role-name role-trust-too-wide_1_--xxxxxxxxxxxxxxxx+=,.@-role --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
ran step-41-1
fi

# Step 42 of 139 (high): role-trust-too-wide at role-trust-too-wide-settings-2
# The account 444455556666 may assume the role role-trust-too-wide-settings-2-role.
# Risk: Whoever assumed the role from another account, such as a pipeline, no longer can.
# Careful: this replaces the whole trust policy of the role.
# Undo: aws iam update-assume-role-policy --role-name role-trust-too-wide-settings-2-role --policy-document "file://$backup/step-42-1.json"
echo 'step 42: role-trust-too-wide' >&2
if todo step-42-1; then
save step-42-1.json aws iam get-role --role-name role-trust-too-wide-settings-2-role --query Role.AssumeRolePolicyDocument
aws iam update-assume-role-policy --role-name role-trust-too-wide-settings-2-role --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
ran step-42-1
fi

# Step 43 of 139 (high): role-trust-too-wide at role-trust-too-wide_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The account 444455556666 may assume the role role-trust-too-wide_2_--xxxxxxxxxxxxxxxx+=,.@-role.
# Risk: Whoever assumed the role from another account, such as a pipeline, no longer can.
# Careful: this replaces the whole trust policy of the role.
# Undo: aws iam update-assume-role-policy --role-name role-trust-too-wide_2_--xxxxxxxxxxxxxxxx+=,.@-role --policy-document "file://$backup/step-43-1.json"
echo 'step 43: role-trust-too-wide' >&2
if todo step-43-1; then
save step-43-1.json aws iam get-role --role-name role-trust-too-wide_2_--xxxxxxxxxxxxxxxx+=,.@-role --query Role.AssumeRolePolicyDocument
aws iam update-assume-role-policy --role-name role-trust-too-wide_2_--xxxxxxxxxxxxxxxx+=,.@-role --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
ran step-43-1
fi

# Step 44 of 139 (high): unusable-role at unusable-role-settings-1
# The trust policy of the role unusable-role-settings-1-role does not let Lambda assume it.
# Risk: None: the function can't run as it is.
# Careful: this replaces the whole trust policy of the role.
# Undo: aws iam update-assume-role-policy --role-name unusable-role-settings-1-role --policy-document "file://$backup/step-44-1.json"
echo 'step 44: unusable-role' >&2
if todo step-44-1; then
save step-44-1.json aws iam get-role --role-name unusable-role-settings-1-role --query Role.AssumeRolePolicyDocument
aws iam update-assume-role-policy --role-name unusable-role-settings-1-role --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
ran step-44-1
fi

# Step 45 of 139 (high): unusable-role at unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The trust policy of the role unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role does not let Lambda assume it.
# Risk: None: the function can't run as it is.
# Careful: this replaces the whole trust policy of the role.
# Undo: aws iam update-assume-role-policy --role-name unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-document "file://$backup/step-45-1.json"
echo 'step 45: unusable-role' >&2
if todo step-45-1; then
save step-45-1.json aws iam get-role --role-name unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --query Role.AssumeRolePolicyDocument
aws iam update-assume-role-policy --role-name unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
ran step-45-1
fi

# Step 46 of 139 (high): unusable-role at unusable-role-settings-2
# The role unusable-role-settings-2-role does not exist.
# Risk: None: the function can't run as it is.
# Undo: aws iam detach-role-policy --role-name unusable-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
#       aws iam detach-role-policy --role-name unusable-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
#       aws iam delete-role --role-name unusable-role-settings-2-role
echo 'step 46: unusable-role' >&2
if todo step-46-1; then
aws iam create-role --role-name unusable-role-settings-2-role --path /team/a/ --assume-role-policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
aws iam wait role-exists --role-name unusable-role-settings-2-role
sleep 10  # until Lambda can assume a new role
ran step-46-1
fi
if todo step-46-2; then
aws iam attach-role-policy --role-name unusable-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
ran step-46-2
fi
if todo step-46-3; then
aws iam attach-role-policy --role-name unusable-role-settings-2-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
ran step-46-3
fi

# Step 47 of 139 (high): unusable-role at unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role does not exist.
# Risk: None: the function can't run as it is.
# Undo: aws iam detach-role-policy --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
#       aws iam detach-role-policy --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
#       aws iam delete-role --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role
echo 'step 47: unusable-role' >&2
if todo step-47-1; then
aws iam create-role --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --path /team/a/ --assume-role-policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
aws iam wait role-exists --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role
sleep 10  # until Lambda can assume a new role
ran step-47-1
fi
if todo step-47-2; then
aws iam attach-role-policy --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
ran step-47-2
fi
if todo step-47-3; then
aws iam attach-role-policy --role-name unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
ran step-47-3
fi

# Step 48 of 139 (high): wildcard-action at wildcard-action-settings-1
# In the policy more2, statement 0 allows every action of dynamodb (written as dynamodb:*).
# Risk: An action that the code calls and that was left out is denied. Try the new policy on a test stage first.
# Undo: if [ -s "$backup/step-48-1.json" ]; then aws iam put-role-policy --role-name wildcard-action-settings-1-role --policy-name more2 --policy-document "file://$backup/step-48-1.json"; else aws iam delete-role-policy --role-name wildcard-action-settings-1-role --policy-name more2; fi
echo 'step 48: wildcard-action' >&2
if todo step-48-1; then
save step-48-1.json aws iam get-role-policy --role-name wildcard-action-settings-1-role --policy-name more2 --query PolicyDocument
aws iam put-role-policy --role-name wildcard-action-settings-1-role --policy-name more2 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]}'
ran step-48-1
fi

# Step 49 of 139 (high): wildcard-action at wildcard-action_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# In the policy more1, statement 0 allows every action of dynamodb (written as dynamodb:*).
# Risk: An action that the code calls and that was left out is denied. Try the new policy on a test stage first.
# Undo: if [ -s "$backup/step-49-1.json" ]; then aws iam put-role-policy --role-name wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document "file://$backup/step-49-1.json"; else aws iam delete-role-policy --role-name wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1; fi
echo 'step 49: wildcard-action' >&2
if todo step-49-1; then
save step-49-1.json aws iam get-role-policy --role-name wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --query PolicyDocument
aws iam put-role-policy --role-name wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]}'
ran step-49-1
fi

# Step 50 of 139 (high): wildcard-action at wildcard-action-settings-2
# In the policy own-all, statement 2 allows every action of sqs (written as sqs:*).
# Risk: An action that the code calls and that was left out is denied. Try the new policy on a test stage first.
# Careful: this changes the policy for every role that has it.
# Careful: IAM keeps five versions of a policy. Of five, this deletes the oldest.
# Undo: aws iam set-default-policy-version --policy-arn arn:aws:iam::111122223333:policy/own-all --version-id "$(cat "$backup/step-50-2.json")"
echo 'step 50: wildcard-action' >&2
if todo step-50-1; then
for old in $(aws iam list-policy-versions --policy-arn arn:aws:iam::111122223333:policy/own-all --query 'Versions[4] && sort_by(Versions[?!IsDefaultVersion], &CreateDate)[0].VersionId' --output text); do [ "$old" = None ] || aws iam delete-policy-version --policy-arn arn:aws:iam::111122223333:policy/own-all --version-id "$old"; done
ran step-50-1
fi
if todo step-50-2; then
save step-50-2.json aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/own-all --query Policy.DefaultVersionId --output text
aws iam create-policy-version --policy-arn arn:aws:iam::111122223333:policy/own-all --set-as-default --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/wildcard-action-settings-2:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"}]}'
ran step-50-2
fi

# Step 51 of 139 (high): wildcard-resource at wildcard-resource-settings-1
# In the policy more2, statement 0 allows dynamodb:PutItem on resources of any name.
# Risk: Access to a resource that was left out is denied, also where the code chooses the resource at run time.
# Undo: if [ -s "$backup/step-51-1.json" ]; then aws iam put-role-policy --role-name wildcard-resource-settings-1-role --policy-name more2 --policy-document "file://$backup/step-51-1.json"; else aws iam delete-role-policy --role-name wildcard-resource-settings-1-role --policy-name more2; fi
# Set STEP_51_TABLE_NAME first; without, the step is skipped.
if [ -n "${STEP_51_TABLE_NAME:-}" ]; then
echo 'step 51: wildcard-resource' >&2
if todo step-51-1; then
save step-51-1.json aws iam get-role-policy --role-name wildcard-resource-settings-1-role --policy-name more2 --query PolicyDocument
aws iam put-role-policy --role-name wildcard-resource-settings-1-role --policy-name more2 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}, {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/'"${STEP_51_TABLE_NAME:?set it}"'"}]}'
ran step-51-1
fi
else echo "skipped step 51: set STEP_51_TABLE_NAME" >&2
fi

# Step 52 of 139 (high): wildcard-resource at wildcard-resource_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# In the policy more1, statement 0 allows dynamodb:PutItem on resources of any name.
# Risk: Access to a resource that was left out is denied, also where the code chooses the resource at run time.
# Undo: if [ -s "$backup/step-52-1.json" ]; then aws iam put-role-policy --role-name wildcard-resource_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document "file://$backup/step-52-1.json"; else aws iam delete-role-policy --role-name wildcard-resource_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1; fi
# Set STEP_52_TABLE_NAME first; without, the step is skipped.
if [ -n "${STEP_52_TABLE_NAME:-}" ]; then
echo 'step 52: wildcard-resource' >&2
if todo step-52-1; then
save step-52-1.json aws iam get-role-policy --role-name wildcard-resource_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --query PolicyDocument
aws iam put-role-policy --role-name wildcard-resource_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}, {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/'"${STEP_52_TABLE_NAME:?set it}"'"}]}'
ran step-52-1
fi
else echo "skipped step 52: set STEP_52_TABLE_NAME" >&2
fi

# Step 53 of 139 (high): deprecated-runtime at deprecated-runtime-settings-1
# The runtime python3.8 was deprecated 767 days ago (2024-10-14); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to python3.14.
# Risk: The language or its libraries may have changed: test on the new runtime first.
# Undo: aws lambda update-function-configuration --function-name deprecated-runtime-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-53-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime-settings-1 --region eu-west-1
echo 'step 53: deprecated-runtime' >&2
if todo step-53-1; then
save step-53-1.json aws lambda get-function-configuration --function-name deprecated-runtime-settings-1 --region eu-west-1 --query '{Runtime: Runtime}'
aws lambda update-function-configuration --function-name deprecated-runtime-settings-1 --region eu-west-1 --runtime python3.14
aws lambda wait function-updated-v2 --function-name deprecated-runtime-settings-1 --region eu-west-1
ran step-53-1
fi

# Step 54 of 139 (high): deprecated-runtime at deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The runtime python3.8 was deprecated 767 days ago (2024-10-14); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to python3.14.
# Risk: The language or its libraries may have changed: test on the new runtime first.
# Undo: aws lambda update-function-configuration --function-name deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-54-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 54: deprecated-runtime' >&2
if todo step-54-1; then
save step-54-1.json aws lambda get-function-configuration --function-name deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Runtime: Runtime}'
aws lambda update-function-configuration --function-name deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --runtime python3.14
aws lambda wait function-updated-v2 --function-name deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-54-1
fi

# Step 55 of 139 (high): deprecated-runtime at deprecated-runtime-settings-2
# The runtime nodejs18.x was deprecated 445 days ago (2025-09-01); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to nodejs24.x.
# Risk: The language or its libraries may have changed: test on the new runtime first.
# Undo: aws lambda update-function-configuration --function-name deprecated-runtime-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-55-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime-settings-2 --region eu-west-1
echo 'step 55: deprecated-runtime' >&2
if todo step-55-1; then
save step-55-1.json aws lambda get-function-configuration --function-name deprecated-runtime-settings-2 --region eu-west-1 --query '{Runtime: Runtime}'
aws lambda update-function-configuration --function-name deprecated-runtime-settings-2 --region eu-west-1 --runtime nodejs24.x
aws lambda wait function-updated-v2 --function-name deprecated-runtime-settings-2 --region eu-west-1
ran step-55-1
fi

# Step 56 of 139 (high): deprecated-runtime at deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The runtime nodejs18.x was deprecated 445 days ago (2025-09-01); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to nodejs24.x.
# Risk: The language or its libraries may have changed: test on the new runtime first.
# Undo: aws lambda update-function-configuration --function-name deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-56-1.json" && aws lambda wait function-updated-v2 --function-name deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 56: deprecated-runtime' >&2
if todo step-56-1; then
save step-56-1.json aws lambda get-function-configuration --function-name deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Runtime: Runtime}'
aws lambda update-function-configuration --function-name deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --runtime nodejs24.x
aws lambda wait function-updated-v2 --function-name deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-56-1
fi

# Step 57 of 139 (medium): api-timeout at api-timeout-settings-1
# The REST API a1b2c3 GET /x waits 29 s, but the function may run 60 s.
# Risk: Invocations that take longer than the new timeout are cut off in the middle of their work.
# Undo: aws lambda update-function-configuration --function-name api-timeout-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-57-1.json" && aws lambda wait function-updated-v2 --function-name api-timeout-settings-1 --region eu-west-1
echo 'step 57: api-timeout' >&2
if todo step-57-1; then
save step-57-1.json aws lambda get-function-configuration --function-name api-timeout-settings-1 --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name api-timeout-settings-1 --region eu-west-1 --timeout 28
aws lambda wait function-updated-v2 --function-name api-timeout-settings-1 --region eu-west-1
ran step-57-1
fi

# Step 58 of 139 (medium): api-timeout at api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The REST API a1b2c3 GET /x waits 29 s, but the function may run 60 s.
# Risk: Invocations that take longer than the new timeout are cut off in the middle of their work.
# Undo: aws lambda update-function-configuration --function-name api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-58-1.json" && aws lambda wait function-updated-v2 --function-name api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 58: api-timeout' >&2
if todo step-58-1; then
save step-58-1.json aws lambda get-function-configuration --function-name api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --timeout 28
aws lambda wait function-updated-v2 --function-name api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-58-1
fi

# Step 59 of 139 (medium): low-receive-count at low-receive-count-settings-1
# The queue arn:aws:sqs:eu-west-1:111122223333:low-receive-count-settings-1-work gives a message 1 attempt, fewer than 5.
# Risk: Messages that always fail are tried more often before they are moved aside.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count-settings-1-work --region eu-west-1 --attributes "file://$backup/step-59-1.json"
echo 'step 59: low-receive-count' >&2
if todo step-59-1; then
save step-59-1.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count-settings-1-work --region eu-west-1 --query 'Attributes.{RedrivePolicy: RedrivePolicy || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count-settings-1-work --region eu-west-1 --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:low-receive-count-settings-1-work-dlq\",\"maxReceiveCount\":\"5\"}"}'
ran step-59-1
fi

# Step 60 of 139 (medium): low-receive-count at low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work gives a message 1 attempt, fewer than 5.
# Risk: Messages that always fail are tried more often before they are moved aside.
# Undo: aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes "file://$backup/step-60-1.json"
echo 'step 60: low-receive-count' >&2
if todo step-60-1; then
save step-60-1.json aws sqs get-queue-attributes --attribute-names All --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --query 'Attributes.{RedrivePolicy: RedrivePolicy || '"'"''"'"'}'
aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work --region eu-west-1 --attributes '{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111122223333:low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq\",\"maxReceiveCount\":\"5\"}"}'
ran step-60-1
fi

# Step 61 of 139 (medium): no-concurrency-guard at no-concurrency-guard-settings-1
# The function URL of $LATEST needs no authentication, and nothing limits the function's concurrency.
# Risk: Requests beyond the limit are refused, and a reservation is taken from the other functions' share.
# Undo: if [ -s "$backup/step-61-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-61-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard-settings-1 --region eu-west-1; fi
# Set STEP_61_RESERVED_CONCURRENCY first; without, the step is skipped.
if [ -n "${STEP_61_RESERVED_CONCURRENCY:-}" ]; then
echo 'step 61: no-concurrency-guard' >&2
if todo step-61-1; then
save step-61-1.json aws lambda get-function-concurrency --function-name no-concurrency-guard-settings-1 --region eu-west-1
aws lambda put-function-concurrency --function-name no-concurrency-guard-settings-1 --region eu-west-1 --reserved-concurrent-executions "${STEP_61_RESERVED_CONCURRENCY:?set it}"
ran step-61-1
fi
else echo "skipped step 61: set STEP_61_RESERVED_CONCURRENCY" >&2
fi

# Step 62 of 139 (medium): no-concurrency-guard at no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function URL of $LATEST needs no authentication, and nothing limits the function's concurrency.
# Risk: Requests beyond the limit are refused, and a reservation is taken from the other functions' share.
# Undo: if [ -s "$backup/step-62-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-62-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi
# Set STEP_62_RESERVED_CONCURRENCY first; without, the step is skipped.
if [ -n "${STEP_62_RESERVED_CONCURRENCY:-}" ]; then
echo 'step 62: no-concurrency-guard' >&2
if todo step-62-1; then
save step-62-1.json aws lambda get-function-concurrency --function-name no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda put-function-concurrency --function-name no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --reserved-concurrent-executions "${STEP_62_RESERVED_CONCURRENCY:?set it}"
ran step-62-1
fi
else echo "skipped step 62: set STEP_62_RESERVED_CONCURRENCY" >&2
fi

# Step 63 of 139 (medium): single-az at single-az-settings-1
# The only attached subnet is in a.
# Risk: The new subnets need the same routes and endpoints, and security groups that name addresses must admit theirs.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name single-az-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-63-1.json" && aws lambda wait function-updated-v2 --function-name single-az-settings-1 --region eu-west-1
echo 'step 63: single-az' >&2
if todo step-63-1; then
save step-63-1.json aws lambda get-function-configuration --function-name single-az-settings-1 --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name single-az-settings-1 --region eu-west-1 --vpc-config SubnetIds=subnet-0a0a0a0a,subnet-0b0b0b0b,SecurityGroupIds=sg-0123456789abcdef0
aws lambda wait function-updated-v2 --function-name single-az-settings-1 --region eu-west-1
ran step-63-1
fi

# Step 64 of 139 (medium): single-az at single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The only attached subnet is in a.
# Risk: The new subnets need the same routes and endpoints, and security groups that name addresses must admit theirs.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-64-1.json" && aws lambda wait function-updated-v2 --function-name single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 64: single-az' >&2
if todo step-64-1; then
save step-64-1.json aws lambda get-function-configuration --function-name single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --vpc-config SubnetIds=subnet-0a0a0a0a,subnet-0b0b0b0b,SecurityGroupIds=sg-0123456789abcdef0
aws lambda wait function-updated-v2 --function-name single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-64-1
fi

# Step 65 of 139 (medium): single-az at single-az-settings-2
# The only attached subnet is in a.
# Risk: The new subnets need the same routes and endpoints, and security groups that name addresses must admit theirs.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name single-az-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-65-1.json" && aws lambda wait function-updated-v2 --function-name single-az-settings-2 --region eu-west-1
echo 'step 65: single-az' >&2
if todo step-65-1; then
save step-65-1.json aws lambda get-function-configuration --function-name single-az-settings-2 --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name single-az-settings-2 --region eu-west-1 --vpc-config SubnetIds=subnet-0a0a0a0a,subnet-0b0b0b0b,SecurityGroupIds=sg-0123456789abcdef0,Ipv6AllowedForDualStack=true
aws lambda wait function-updated-v2 --function-name single-az-settings-2 --region eu-west-1
ran step-65-1
fi

# Step 66 of 139 (medium): single-az at single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The only attached subnet is in a.
# Risk: The new subnets need the same routes and endpoints, and security groups that name addresses must admit theirs.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-66-1.json" && aws lambda wait function-updated-v2 --function-name single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 66: single-az' >&2
if todo step-66-1; then
save step-66-1.json aws lambda get-function-configuration --function-name single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --vpc-config SubnetIds=subnet-0a0a0a0a,subnet-0b0b0b0b,SecurityGroupIds=sg-0123456789abcdef0,Ipv6AllowedForDualStack=true
aws lambda wait function-updated-v2 --function-name single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-66-1
fi

# Step 67 of 139 (medium): throttled at throttled-settings-1
# Lambda throttled 40 invocations in 30 days; the reserved concurrency is 5.
# Risk: More concurrency puts more load on what the function calls, and a reservation is taken from the region's share of the others.
# Undo: if [ -s "$backup/step-67-1.json" ]; then aws lambda put-function-concurrency --function-name throttled-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-67-1.json"; else aws lambda delete-function-concurrency --function-name throttled-settings-1 --region eu-west-1; fi
echo 'step 67: throttled' >&2
if todo step-67-1; then
save step-67-1.json aws lambda get-function-concurrency --function-name throttled-settings-1 --region eu-west-1
aws lambda put-function-concurrency --function-name throttled-settings-1 --region eu-west-1 --reserved-concurrent-executions 10
ran step-67-1
fi

# Step 68 of 139 (medium): throttled at throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Lambda throttled 40 invocations in 30 days; the reserved concurrency is 5.
# Risk: More concurrency puts more load on what the function calls, and a reservation is taken from the region's share of the others.
# Undo: if [ -s "$backup/step-68-1.json" ]; then aws lambda put-function-concurrency --function-name throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-68-1.json"; else aws lambda delete-function-concurrency --function-name throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi
echo 'step 68: throttled' >&2
if todo step-68-1; then
save step-68-1.json aws lambda get-function-concurrency --function-name throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda put-function-concurrency --function-name throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --reserved-concurrent-executions 10
ran step-68-1
fi

# Step 69 of 139 (medium): timeout-near-limit at timeout-near-limit-settings-1
# The longest invocation took 29.5 s of the 30 s allowed.
# Risk: With a higher timeout, you pay longer for a stuck call, and a caller may give up before it ends.
# Undo: aws lambda update-function-configuration --function-name timeout-near-limit-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-69-1.json" && aws lambda wait function-updated-v2 --function-name timeout-near-limit-settings-1 --region eu-west-1
echo 'step 69: timeout-near-limit' >&2
if todo step-69-1; then
save step-69-1.json aws lambda get-function-configuration --function-name timeout-near-limit-settings-1 --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name timeout-near-limit-settings-1 --region eu-west-1 --timeout 60
aws lambda wait function-updated-v2 --function-name timeout-near-limit-settings-1 --region eu-west-1
ran step-69-1
fi

# Step 70 of 139 (medium): timeout-near-limit at timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The longest invocation took 29.5 s of the 30 s allowed.
# Risk: With a higher timeout, you pay longer for a stuck call, and a caller may give up before it ends.
# Undo: aws lambda update-function-configuration --function-name timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-70-1.json" && aws lambda wait function-updated-v2 --function-name timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 70: timeout-near-limit' >&2
if todo step-70-1; then
save step-70-1.json aws lambda get-function-configuration --function-name timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --timeout 60
aws lambda wait function-updated-v2 --function-name timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-70-1
fi

# Step 71 of 139 (medium): unbounded-stream-retries at unbounded-stream-retries-settings-1
# The mapping uuid-unbounded-stream-retries-settings-1 of arn:aws:kinesis:eu-west-1:111122223333:stream/unbounded-stream-retries-settings-1 retries a failing batch until its records expire.
# Risk: Records that still fail after the last retry are skipped: set an OnFailure destination as well.
# Undo: aws lambda update-event-source-mapping --uuid uuid-unbounded-stream-retries-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-71-1.json"
echo 'step 71: unbounded-stream-retries' >&2
if todo step-71-1; then
save step-71-1.json aws lambda get-event-source-mapping --uuid uuid-unbounded-stream-retries-settings-1 --region eu-west-1 --query '{MaximumRetryAttempts: MaximumRetryAttempts, BisectBatchOnFunctionError: BisectBatchOnFunctionError}'
aws lambda update-event-source-mapping --uuid uuid-unbounded-stream-retries-settings-1 --region eu-west-1 --maximum-retry-attempts 5 --bisect-batch-on-function-error
ran step-71-1
fi

# Step 72 of 139 (medium): unbounded-stream-retries at unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:kinesis:eu-west-1:111122223333:stream/unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx retries a failing batch until its records expire.
# Risk: Records that still fail after the last retry are skipped: set an OnFailure destination as well.
# Undo: aws lambda update-event-source-mapping --uuid uuid-unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-72-1.json"
echo 'step 72: unbounded-stream-retries' >&2
if todo step-72-1; then
save step-72-1.json aws lambda get-event-source-mapping --uuid uuid-unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{MaximumRetryAttempts: MaximumRetryAttempts, BisectBatchOnFunctionError: BisectBatchOnFunctionError}'
aws lambda update-event-source-mapping --uuid uuid-unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --maximum-retry-attempts 5 --bisect-batch-on-function-error
ran step-72-1
fi

# Step 73 of 139 (medium): zero-concurrency at zero-concurrency-settings-1
# The reserved concurrency is 0: every invocation is throttled.
# Risk: The function runs again at once: make sure that the reason for stopping it is gone.
# Careful: from now on the function runs again.
# Undo: aws lambda put-function-concurrency --function-name zero-concurrency-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-73-1.json"
echo 'step 73: zero-concurrency' >&2
if todo step-73-1; then
save step-73-1.json aws lambda get-function-concurrency --function-name zero-concurrency-settings-1 --region eu-west-1
aws lambda delete-function-concurrency --function-name zero-concurrency-settings-1 --region eu-west-1
ran step-73-1
fi

# Step 74 of 139 (medium): zero-concurrency at zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The reserved concurrency is 0: every invocation is throttled.
# Risk: The function runs again at once: make sure that the reason for stopping it is gone.
# Careful: from now on the function runs again.
# Undo: aws lambda put-function-concurrency --function-name zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-74-1.json"
echo 'step 74: zero-concurrency' >&2
if todo step-74-1; then
save step-74-1.json aws lambda get-function-concurrency --function-name zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda delete-function-concurrency --function-name zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-74-1
fi

# Step 75 of 139 (medium): public-subnet at public-subnet-settings-1
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 1).
# Risk: Security groups and firewalls that name the old subnet's addresses must admit the new ones, and a NAT gateway costs by the hour.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name public-subnet-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-75-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet-settings-1 --region eu-west-1
echo 'step 75: public-subnet' >&2
if todo step-75-1; then
save step-75-1.json aws lambda get-function-configuration --function-name public-subnet-settings-1 --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name public-subnet-settings-1 --region eu-west-1 --vpc-config SubnetIds=subnet-0a0a0a0a,subnet-0b0b0b0b,SecurityGroupIds=sg-0123456789abcdef0
aws lambda wait function-updated-v2 --function-name public-subnet-settings-1 --region eu-west-1
ran step-75-1
fi

# Step 76 of 139 (medium): public-subnet at public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 1).
# Risk: Security groups and firewalls that name the old subnet's addresses must admit the new ones, and a NAT gateway costs by the hour.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-76-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 76: public-subnet' >&2
if todo step-76-1; then
save step-76-1.json aws lambda get-function-configuration --function-name public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --vpc-config SubnetIds=subnet-0a0a0a0a,subnet-0b0b0b0b,SecurityGroupIds=sg-0123456789abcdef0
aws lambda wait function-updated-v2 --function-name public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-76-1
fi

# Step 77 of 139 (medium): public-subnet at public-subnet-settings-2
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 2).
# Risk: Security groups and firewalls that name the old subnet's addresses must admit the new ones, and a NAT gateway costs by the hour.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name public-subnet-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-77-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet-settings-2 --region eu-west-1
echo 'step 77: public-subnet' >&2
if todo step-77-1; then
save step-77-1.json aws lambda get-function-configuration --function-name public-subnet-settings-2 --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name public-subnet-settings-2 --region eu-west-1 --vpc-config SubnetIds=subnet-0b0b0b0b,subnet-0a0a0a0a,SecurityGroupIds=sg-0123456789abcdef0,Ipv6AllowedForDualStack=true
aws lambda wait function-updated-v2 --function-name public-subnet-settings-2 --region eu-west-1
ran step-77-1
fi

# Step 78 of 139 (medium): public-subnet at public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 2).
# Risk: Security groups and firewalls that name the old subnet's addresses must admit the new ones, and a NAT gateway costs by the hour.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-78-1.json" && aws lambda wait function-updated-v2 --function-name public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 78: public-subnet' >&2
if todo step-78-1; then
save step-78-1.json aws lambda get-function-configuration --function-name public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --vpc-config SubnetIds=subnet-0b0b0b0b,subnet-0a0a0a0a,SecurityGroupIds=sg-0123456789abcdef0,Ipv6AllowedForDualStack=true
aws lambda wait function-updated-v2 --function-name public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-78-1
fi

# Step 79 of 139 (medium): unnecessary-vpc at unnecessary-vpc-settings-1
# Nothing was found that the function needs in vpc-0123456789abcdef0: no file system, no server that it can reach, no private name in its variables, no policy that asks for the VPC.
# Risk: Code stops working if it connects to private names, or to a partner who admits it by the fixed address of the NAT gateway.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name unnecessary-vpc-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-79-1.json" && aws lambda wait function-updated-v2 --function-name unnecessary-vpc-settings-1 --region eu-west-1
echo 'step 79: unnecessary-vpc' >&2
if todo step-79-1; then
save step-79-1.json aws lambda get-function-configuration --function-name unnecessary-vpc-settings-1 --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name unnecessary-vpc-settings-1 --region eu-west-1 --vpc-config 'SubnetIds=[],SecurityGroupIds=[]'
aws lambda wait function-updated-v2 --function-name unnecessary-vpc-settings-1 --region eu-west-1
ran step-79-1
fi

# Step 80 of 139 (medium): unnecessary-vpc at unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Nothing was found that the function needs in vpc-0123456789abcdef0: no file system, no server that it can reach, no private name in its variables, no policy that asks for the VPC.
# Risk: Code stops working if it connects to private names, or to a partner who admits it by the fixed address of the NAT gateway.
# Careful: connections of the function go another way from now on.
# Undo: aws lambda update-function-configuration --function-name unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-80-1.json" && aws lambda wait function-updated-v2 --function-name unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 80: unnecessary-vpc' >&2
if todo step-80-1; then
save step-80-1.json aws lambda get-function-configuration --function-name unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`, SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`, Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}}'
aws lambda update-function-configuration --function-name unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --vpc-config 'SubnetIds=[],SecurityGroupIds=[]'
aws lambda wait function-updated-v2 --function-name unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-80-1
fi

# Step 81 of 139 (medium): broken-tracing at broken-tracing-settings-1
# The role broken-tracing-settings-1-role lacks xray:PutTraceSegments.
# Risk: Traces are billed by their number, beyond a free amount each month.
# Undo: aws iam detach-role-policy --role-name broken-tracing-settings-1-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
echo 'step 81: broken-tracing' >&2
if todo step-81-1; then
aws iam attach-role-policy --role-name broken-tracing-settings-1-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
ran step-81-1
fi

# Step 82 of 139 (medium): broken-tracing at broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxx+=,.@-role lacks xray:PutTraceSegments.
# Risk: Traces are billed by their number, beyond a free amount each month.
# Undo: aws iam detach-role-policy --role-name broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
echo 'step 82: broken-tracing' >&2
if todo step-82-1; then
aws iam attach-role-policy --role-name broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
ran step-82-1
fi

# Step 83 of 139 (medium): missing-tracing at missing-tracing-settings-1
# The tracing mode is PassThrough, and no other tracer was found.
# Risk: Traces are billed by their number, beyond a free amount each month.
# Undo: aws lambda update-function-configuration --function-name missing-tracing-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-83-2.json" && aws lambda wait function-updated-v2 --function-name missing-tracing-settings-1 --region eu-west-1
#       aws iam detach-role-policy --role-name missing-tracing-settings-1-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
echo 'step 83: missing-tracing' >&2
if todo step-83-1; then
aws iam attach-role-policy --role-name missing-tracing-settings-1-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
ran step-83-1
fi
if todo step-83-2; then
save step-83-2.json aws lambda get-function-configuration --function-name missing-tracing-settings-1 --region eu-west-1 --query '{TracingConfig: TracingConfig}'
aws lambda update-function-configuration --function-name missing-tracing-settings-1 --region eu-west-1 --tracing-config Mode=Active
aws lambda wait function-updated-v2 --function-name missing-tracing-settings-1 --region eu-west-1
ran step-83-2
fi

# Step 84 of 139 (medium): missing-tracing at missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The tracing mode is PassThrough, and no other tracer was found.
# Risk: Traces are billed by their number, beyond a free amount each month.
# Undo: aws lambda update-function-configuration --function-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-84-2.json" && aws lambda wait function-updated-v2 --function-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
#       aws iam detach-role-policy --role-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
echo 'step 84: missing-tracing' >&2
if todo step-84-1; then
aws iam attach-role-policy --role-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
ran step-84-1
fi
if todo step-84-2; then
save step-84-2.json aws lambda get-function-configuration --function-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{TracingConfig: TracingConfig}'
aws lambda update-function-configuration --function-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --tracing-config Mode=Active
aws lambda wait function-updated-v2 --function-name missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-84-2
fi

# Step 85 of 139 (medium): no-log-permission at no-log-permission-settings-1
# The role no-log-permission-settings-1-role lacks logs:CreateLogStream and logs:PutLogEvents on /aws/lambda/no-log-permission-settings-1.
# Risk: Logs are billed by their volume, and hold whatever the code prints: make sure that it prints no secrets.
# Undo: if [ -s "$backup/step-85-1.json" ]; then aws iam put-role-policy --role-name no-log-permission-settings-1-role --policy-name write-log-of-no-log-permission-settings-1-64a82578 --policy-document "file://$backup/step-85-1.json"; else aws iam delete-role-policy --role-name no-log-permission-settings-1-role --policy-name write-log-of-no-log-permission-settings-1-64a82578; fi
echo 'step 85: no-log-permission' >&2
if todo step-85-1; then
save step-85-1.json aws iam get-role-policy --role-name no-log-permission-settings-1-role --policy-name write-log-of-no-log-permission-settings-1-64a82578 --query PolicyDocument
aws iam put-role-policy --role-name no-log-permission-settings-1-role --policy-name write-log-of-no-log-permission-settings-1-64a82578 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/no-log-permission-settings-1:*"}]}'
ran step-85-1
fi

# Step 86 of 139 (medium): no-log-permission at no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role lacks logs:CreateLogStream and logs:PutLogEvents on /aws/lambda/no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.
# Risk: Logs are billed by their volume, and hold whatever the code prints: make sure that it prints no secrets.
# Undo: if [ -s "$backup/step-86-1.json" ]; then aws iam put-role-policy --role-name no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4 --policy-document "file://$backup/step-86-1.json"; else aws iam delete-role-policy --role-name no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4; fi
echo 'step 86: no-log-permission' >&2
if todo step-86-1; then
save step-86-1.json aws iam get-role-policy --role-name no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4 --query PolicyDocument
aws iam put-role-policy --role-name no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role --policy-name write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:*"}]}'
ran step-86-1
fi

# Step 87 of 139 (medium): confused-deputy at confused-deputy-settings-1
# The service sns.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
# Risk: A source whose ARN or account is not the one named can no longer invoke the function: list its sources first.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda remove-permission --function-name confused-deputy-settings-1 --region eu-west-1 --statement-id it
#       aws lambda add-permission --function-name confused-deputy-settings-1 --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-87-1.json")"
echo 'step 87: confused-deputy' >&2
if todo step-87-1; then
save step-87-1.json aws lambda get-policy --function-name confused-deputy-settings-1 --region eu-west-1
aws lambda remove-permission --function-name confused-deputy-settings-1 --region eu-west-1 --statement-id it
ran step-87-1
fi
if todo step-87-2; then
save step-87-2.json aws lambda get-policy --function-name confused-deputy-settings-1 --region eu-west-1
aws lambda add-permission --function-name confused-deputy-settings-1 --region eu-west-1 --statement-id it --action lambda:InvokeFunction --principal sns.amazonaws.com --source-account 111122223333
ran step-87-2
fi

# Step 88 of 139 (medium): confused-deputy at confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The service sns.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
# Risk: A source whose ARN or account is not the one named can no longer invoke the function: list its sources first.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda remove-permission --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it
#       aws lambda add-permission --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-88-1.json")"
echo 'step 88: confused-deputy' >&2
if todo step-88-1; then
save step-88-1.json aws lambda get-policy --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda remove-permission --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it
ran step-88-1
fi
if todo step-88-2; then
save step-88-2.json aws lambda get-policy --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda add-permission --function-name confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it --action lambda:InvokeFunction --principal sns.amazonaws.com --source-account 111122223333
ran step-88-2
fi

# Step 89 of 139 (medium): confused-deputy at confused-deputy-settings-2
# The service s3.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
# The same act resolves 3 findings.
# Risk: A source whose ARN or account is not the one named can no longer invoke the function: list its sources first.
# Careful: this replaces the whole policy of who may call the function.
# Careful: AWS CLI 1 does not have this command, and AWS CLI 2 has it since 2026: see aws --version.
# Undo: if [ -s "$backup/step-89-1.json" ]; then aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy-settings-2 --region eu-west-1 --policy "file://$backup/step-89-1.json"; else aws lambda delete-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy-settings-2 --region eu-west-1; fi
echo 'step 89: confused-deputy' >&2
if todo step-89-1; then
save step-89-1.json aws lambda get-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy-settings-2 --region eu-west-1 --query Policy --output text
aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy-settings-2 --region eu-west-1 --policy '{"Version": "2012-10-17", "Statement": [{"Sid": "api", "Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*"}}}, {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}, {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}, {"Sid": "two", "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}]}'
ran step-89-1
fi

# Step 90 of 139 (medium): confused-deputy at confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The service s3.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
# The same act resolves 3 findings.
# Risk: A source whose ARN or account is not the one named can no longer invoke the function: list its sources first.
# Careful: this replaces the whole policy of who may call the function.
# Careful: AWS CLI 1 does not have this command, and AWS CLI 2 has it since 2026: see aws --version.
# Undo: if [ -s "$backup/step-90-1.json" ]; then aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --policy "file://$backup/step-90-1.json"; else aws lambda delete-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi
echo 'step 90: confused-deputy' >&2
if todo step-90-1; then
save step-90-1.json aws lambda get-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query Policy --output text
aws lambda put-resource-policy --resource-arn arn:aws:lambda:eu-west-1:111122223333:function:confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --policy '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}, {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}, {"Sid": "two", "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}]}'
ran step-90-1
fi

# Step 91 of 139 (medium): cross-account-access at cross-account-access-settings-1
# The account 444455556666 may invoke the function ($LATEST).
# Risk: Callers of that account who do not meet the new condition are denied. An account outside your organization does not meet aws:PrincipalOrgID.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda remove-permission --function-name cross-account-access-settings-1 --region eu-west-1 --statement-id it
#       aws lambda add-permission --function-name cross-account-access-settings-1 --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-91-1.json")"
# Set STEP_91_ORGANIZATION_ID first; without, the step is skipped.
if [ -n "${STEP_91_ORGANIZATION_ID:-}" ]; then
echo 'step 91: cross-account-access' >&2
if todo step-91-1; then
save step-91-1.json aws lambda get-policy --function-name cross-account-access-settings-1 --region eu-west-1
aws lambda remove-permission --function-name cross-account-access-settings-1 --region eu-west-1 --statement-id it
ran step-91-1
fi
if todo step-91-2; then
save step-91-2.json aws lambda get-policy --function-name cross-account-access-settings-1 --region eu-west-1
aws lambda add-permission --function-name cross-account-access-settings-1 --region eu-west-1 --statement-id it --action lambda:InvokeFunction --principal arn:aws:iam::444455556666:root --principal-org-id "${STEP_91_ORGANIZATION_ID:?set it}"
ran step-91-2
fi
else echo "skipped step 91: set STEP_91_ORGANIZATION_ID" >&2
fi

# Step 92 of 139 (medium): cross-account-access at cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The account 444455556666 may invoke the function ($LATEST).
# Risk: Callers of that account who do not meet the new condition are denied. An account outside your organization does not meet aws:PrincipalOrgID.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda remove-permission --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it
#       aws lambda add-permission --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-92-1.json")"
# Set STEP_92_ORGANIZATION_ID first; without, the step is skipped.
if [ -n "${STEP_92_ORGANIZATION_ID:-}" ]; then
echo 'step 92: cross-account-access' >&2
if todo step-92-1; then
save step-92-1.json aws lambda get-policy --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda remove-permission --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it
ran step-92-1
fi
if todo step-92-2; then
save step-92-2.json aws lambda get-policy --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda add-permission --function-name cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it --action lambda:InvokeFunction --principal arn:aws:iam::444455556666:root --principal-org-id "${STEP_92_ORGANIZATION_ID:?set it}"
ran step-92-2
fi
else echo "skipped step 92: set STEP_92_ORGANIZATION_ID" >&2
fi

# Step 93 of 139 (medium): cross-account-access at cross-account-access-settings-2
# The principal arn:aws:iam::444455556666:role/caller may invoke the function ($LATEST).
# Risk: Callers of that account who do not meet the new condition are denied. An account outside your organization does not meet aws:PrincipalOrgID.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda remove-permission --function-name cross-account-access-settings-2 --region eu-west-1 --statement-id it
#       aws lambda add-permission --function-name cross-account-access-settings-2 --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-93-1.json")"
# Set STEP_93_ORGANIZATION_ID first; without, the step is skipped.
if [ -n "${STEP_93_ORGANIZATION_ID:-}" ]; then
echo 'step 93: cross-account-access' >&2
if todo step-93-1; then
save step-93-1.json aws lambda get-policy --function-name cross-account-access-settings-2 --region eu-west-1
aws lambda remove-permission --function-name cross-account-access-settings-2 --region eu-west-1 --statement-id it
ran step-93-1
fi
if todo step-93-2; then
save step-93-2.json aws lambda get-policy --function-name cross-account-access-settings-2 --region eu-west-1
aws lambda add-permission --function-name cross-account-access-settings-2 --region eu-west-1 --statement-id it --action lambda:InvokeFunction --principal arn:aws:iam::444455556666:role/caller --principal-org-id "${STEP_93_ORGANIZATION_ID:?set it}"
ran step-93-2
fi
else echo "skipped step 93: set STEP_93_ORGANIZATION_ID" >&2
fi

# Step 94 of 139 (medium): cross-account-access at cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The principal arn:aws:iam::444455556666:role/caller may invoke the function ($LATEST).
# Risk: Callers of that account who do not meet the new condition are denied. An account outside your organization does not meet aws:PrincipalOrgID.
# Careful: until a statement is added again, whom this one names may not call the function.
# Undo: aws lambda remove-permission --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it
#       aws lambda add-permission --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "$(jq --arg sid it '.Policy | fromjson | .Statement[] | select(.Sid == $sid) | ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits | {StatementId: .Sid, Action, Principal: (.Principal | if type == "object" then first(.[]) else . end), SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"], PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"], FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null)) | if length == 3 + ($limits | length) and all(.[]; type == "string") then . else error("put this statement back by hand: it is in the saved policy") end' "$backup/step-94-1.json")"
# Set STEP_94_ORGANIZATION_ID first; without, the step is skipped.
if [ -n "${STEP_94_ORGANIZATION_ID:-}" ]; then
echo 'step 94: cross-account-access' >&2
if todo step-94-1; then
save step-94-1.json aws lambda get-policy --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda remove-permission --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it
ran step-94-1
fi
if todo step-94-2; then
save step-94-2.json aws lambda get-policy --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda add-permission --function-name cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --statement-id it --action lambda:InvokeFunction --principal arn:aws:iam::444455556666:role/caller --principal-org-id "${STEP_94_ORGANIZATION_ID:?set it}"
ran step-94-2
fi
else echo "skipped step 94: set STEP_94_ORGANIZATION_ID" >&2
fi

# Step 95 of 139 (medium): idle-provisioned-concurrency at idle-provisioned-concurrency-settings-1
# The provisioned concurrency of 20 on live was used to 0 % in 30 days.
# Risk: More callers wait for a cold start when the load rises quickly.
# Careful: requests meet cold starts again.
# Undo: if [ -s "$backup/step-95-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-1 --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-95-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-1 --region eu-west-1 --qualifier live; fi
echo 'step 95: idle-provisioned-concurrency' >&2
if todo step-95-1; then
save step-95-1.json aws lambda get-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-1 --region eu-west-1 --qualifier live --query RequestedProvisionedConcurrentExecutions --output text
aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-1 --region eu-west-1 --qualifier live
ran step-95-1
fi

# Step 96 of 139 (medium): idle-provisioned-concurrency at idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The provisioned concurrency of 20 on live was used to 0 % in 30 days.
# Risk: More callers wait for a cold start when the load rises quickly.
# Careful: requests meet cold starts again.
# Undo: if [ -s "$backup/step-96-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-96-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live; fi
echo 'step 96: idle-provisioned-concurrency' >&2
if todo step-96-1; then
save step-96-1.json aws lambda get-provisioned-concurrency-config --function-name idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --query RequestedProvisionedConcurrentExecutions --output text
aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live
ran step-96-1
fi

# Step 97 of 139 (medium): idle-provisioned-concurrency at idle-provisioned-concurrency-settings-2
# The provisioned concurrency of 20 on live was used to 10 % in 30 days.
# Risk: More callers wait for a cold start when the load rises quickly.
# Undo: if [ -s "$backup/step-97-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-2 --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-97-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-2 --region eu-west-1 --qualifier live; fi
echo 'step 97: idle-provisioned-concurrency' >&2
if todo step-97-1; then
save step-97-1.json aws lambda get-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-2 --region eu-west-1 --qualifier live --query RequestedProvisionedConcurrentExecutions --output text
aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency-settings-2 --region eu-west-1 --qualifier live --provisioned-concurrent-executions 3
ran step-97-1
fi

# Step 98 of 139 (medium): idle-provisioned-concurrency at idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The provisioned concurrency of 20 on live was used to 10 % in 30 days.
# Risk: More callers wait for a cold start when the load rises quickly.
# Undo: if [ -s "$backup/step-98-1.json" ]; then aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --provisioned-concurrent-executions "$(cat "$backup/step-98-1.json")"; else aws lambda delete-provisioned-concurrency-config --function-name idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live; fi
echo 'step 98: idle-provisioned-concurrency' >&2
if todo step-98-1; then
save step-98-1.json aws lambda get-provisioned-concurrency-config --function-name idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --query RequestedProvisionedConcurrentExecutions --output text
aws lambda put-provisioned-concurrency-config --function-name idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --qualifier live --provisioned-concurrent-executions 3
ran step-98-1
fi

# Step 99 of 139 (low): no-concurrency-guard at no-concurrency-guard-settings-2
# The REST API a1b2c3 has no request rate limit on its stage live, and nothing limits the function's concurrency.
# Risk: Requests beyond the limit are refused, and a reservation is taken from the other functions' share.
# Undo: if [ -s "$backup/step-99-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-99-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard-settings-2 --region eu-west-1; fi
# Set STEP_99_RESERVED_CONCURRENCY first; without, the step is skipped.
if [ -n "${STEP_99_RESERVED_CONCURRENCY:-}" ]; then
echo 'step 99: no-concurrency-guard' >&2
if todo step-99-1; then
save step-99-1.json aws lambda get-function-concurrency --function-name no-concurrency-guard-settings-2 --region eu-west-1
aws lambda put-function-concurrency --function-name no-concurrency-guard-settings-2 --region eu-west-1 --reserved-concurrent-executions "${STEP_99_RESERVED_CONCURRENCY:?set it}"
ran step-99-1
fi
else echo "skipped step 99: set STEP_99_RESERVED_CONCURRENCY" >&2
fi

# Step 100 of 139 (low): no-concurrency-guard at no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The REST API a1b2c3 has no request rate limit on its stage live, and nothing limits the function's concurrency.
# Risk: Requests beyond the limit are refused, and a reservation is taken from the other functions' share.
# Undo: if [ -s "$backup/step-100-1.json" ]; then aws lambda put-function-concurrency --function-name no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-100-1.json"; else aws lambda delete-function-concurrency --function-name no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1; fi
# Set STEP_100_RESERVED_CONCURRENCY first; without, the step is skipped.
if [ -n "${STEP_100_RESERVED_CONCURRENCY:-}" ]; then
echo 'step 100: no-concurrency-guard' >&2
if todo step-100-1; then
save step-100-1.json aws lambda get-function-concurrency --function-name no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
aws lambda put-function-concurrency --function-name no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --reserved-concurrent-executions "${STEP_100_RESERVED_CONCURRENCY:?set it}"
ran step-100-1
fi
else echo "skipped step 100: set STEP_100_RESERVED_CONCURRENCY" >&2
fi

# Step 101 of 139 (low): unversioned-deployment at unversioned-deployment-settings-1
# The alias live is bypassed: arn:aws:sqs:eu-west-1:111122223333:unversioned-deployment-settings-1-work invokes $LATEST.
# Risk: The alias runs the version that it points at, which may be older than $LATEST: point it at the right one first.
# Undo: aws lambda update-event-source-mapping --uuid uuid-unversioned-deployment-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-101-1.json"
echo 'step 101: unversioned-deployment' >&2
if todo step-101-1; then
save step-101-1.json aws lambda get-event-source-mapping --uuid uuid-unversioned-deployment-settings-1 --region eu-west-1 --query '{FunctionName: FunctionArn}'
aws lambda update-event-source-mapping --uuid uuid-unversioned-deployment-settings-1 --function-name unversioned-deployment-settings-1:live --region eu-west-1
ran step-101-1
fi

# Step 102 of 139 (low): unversioned-deployment at unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The alias live is bypassed: arn:aws:sqs:eu-west-1:111122223333:unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work invokes $LATEST.
# Risk: The alias runs the version that it points at, which may be older than $LATEST: point it at the right one first.
# Undo: aws lambda update-event-source-mapping --uuid uuid-unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-102-1.json"
echo 'step 102: unversioned-deployment' >&2
if todo step-102-1; then
save step-102-1.json aws lambda get-event-source-mapping --uuid uuid-unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{FunctionName: FunctionArn}'
aws lambda update-event-source-mapping --uuid uuid-unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --function-name unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:live --region eu-west-1
ran step-102-1
fi

# Step 103 of 139 (low): whole-batch-retry at whole-batch-retry-settings-1
# The mapping uuid-whole-batch-retry-settings-1 of arn:aws:sqs:eu-west-1:111122223333:whole-batch-retry-settings-1-work hands over up to 10 records, and repeats all of them when one fails.
# Risk: If the handler does not return the failed items, Lambda treats the batch as processed and they are lost: change the code first.
# Undo: aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-103-1.json"
echo 'step 103: whole-batch-retry' >&2
if todo step-103-1; then
save step-103-1.json aws lambda get-event-source-mapping --uuid uuid-whole-batch-retry-settings-1 --region eu-west-1 --query '{FunctionResponseTypes: FunctionResponseTypes || `[]`}'
aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry-settings-1 --region eu-west-1 --function-response-types ReportBatchItemFailures
ran step-103-1
fi

# Step 104 of 139 (low): whole-batch-retry at whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:sqs:eu-west-1:111122223333:whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work hands over up to 10 records, and repeats all of them when one fails.
# Risk: If the handler does not return the failed items, Lambda treats the batch as processed and they are lost: change the code first.
# Undo: aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-104-1.json"
echo 'step 104: whole-batch-retry' >&2
if todo step-104-1; then
save step-104-1.json aws lambda get-event-source-mapping --uuid uuid-whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{FunctionResponseTypes: FunctionResponseTypes || `[]`}'
aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --function-response-types ReportBatchItemFailures
ran step-104-1
fi

# Step 105 of 139 (low): whole-batch-retry at whole-batch-retry-settings-2
# The mapping uuid-whole-batch-retry-settings-2 of arn:aws:kinesis:eu-west-1:111122223333:stream/whole-batch-retry-settings-2 hands over up to 100 records, and repeats all of them when one fails.
# Risk: If the handler does not return the failed items, Lambda treats the batch as processed and they are lost: change the code first.
# Undo: aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-105-1.json"
echo 'step 105: whole-batch-retry' >&2
if todo step-105-1; then
save step-105-1.json aws lambda get-event-source-mapping --uuid uuid-whole-batch-retry-settings-2 --region eu-west-1 --query '{FunctionResponseTypes: FunctionResponseTypes || `[]`}'
aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry-settings-2 --region eu-west-1 --function-response-types ReportBatchItemFailures
ran step-105-1
fi

# Step 106 of 139 (low): whole-batch-retry at whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:kinesis:eu-west-1:111122223333:stream/whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx hands over up to 100 records, and repeats all of them when one fails.
# Risk: If the handler does not return the failed items, Lambda treats the batch as processed and they are lost: change the code first.
# Undo: aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-106-1.json"
echo 'step 106: whole-batch-retry' >&2
if todo step-106-1; then
save step-106-1.json aws lambda get-event-source-mapping --uuid uuid-whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{FunctionResponseTypes: FunctionResponseTypes || `[]`}'
aws lambda update-event-source-mapping --uuid uuid-whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --function-response-types ReportBatchItemFailures
ran step-106-1
fi

# Step 107 of 139 (low): nat-for-aws-services at nat-for-aws-services-settings-1
# S3 is reached through a NAT gateway: vpc-0123456789abcdef0 has no gateway endpoint for it in rtb-in.
# The same act resolves 2 findings.
# Risk: Open connections to the service are cut once while the routes change, and policies that name the NAT gateway's address no longer match.
# Undo: aws ec2 delete-vpc-endpoints --region eu-west-1 --vpc-endpoint-ids "$(aws ec2 describe-vpc-endpoints --region eu-west-1 --filters Name=vpc-id,Values=vpc-0123456789abcdef0 Name=service-name,Values=com.amazonaws.eu-west-1.s3 --query 'VpcEndpoints[0].VpcEndpointId' --output text)"
echo 'step 107: nat-for-aws-services' >&2
if todo step-107-1; then
aws ec2 create-vpc-endpoint --vpc-id vpc-0123456789abcdef0 --service-name com.amazonaws.eu-west-1.s3 --vpc-endpoint-type Gateway --region eu-west-1 --route-table-ids rtb-in
ran step-107-1
fi

# Step 108 of 139 (low): missing-alarms at missing-alarms-settings-1
# No alarm watches the function's Errors or Throttles.
# Risk: An alarm that goes off too often is soon ignored: look at the metric before you choose the threshold.
# Undo: aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms-settings-1-errors
# Set STEP_108_TOPIC_ARN first; without, the step is skipped.
if [ -n "${STEP_108_TOPIC_ARN:-}" ]; then
echo 'step 108: missing-alarms' >&2
if todo step-108-1; then
aws cloudwatch put-metric-alarm --alarm-name missing-alarms-settings-1-errors --namespace AWS/Lambda --metric-name Errors --statistic Sum --dimensions Name=FunctionName,Value=missing-alarms-settings-1 --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --region eu-west-1 --alarm-actions "${STEP_108_TOPIC_ARN:?set it}"
ran step-108-1
fi
else echo "skipped step 108: set STEP_108_TOPIC_ARN" >&2
fi

# Step 109 of 139 (low): missing-alarms at missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# No alarm watches the function's Errors or Throttles.
# Risk: An alarm that goes off too often is soon ignored: look at the metric before you choose the threshold.
# Undo: aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors
# Set STEP_109_TOPIC_ARN first; without, the step is skipped.
if [ -n "${STEP_109_TOPIC_ARN:-}" ]; then
echo 'step 109: missing-alarms' >&2
if todo step-109-1; then
aws cloudwatch put-metric-alarm --alarm-name missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors --namespace AWS/Lambda --metric-name Errors --statistic Sum --dimensions Name=FunctionName,Value=missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --region eu-west-1 --alarm-actions "${STEP_109_TOPIC_ARN:?set it}"
ran step-109-1
fi
else echo "skipped step 109: set STEP_109_TOPIC_ARN" >&2
fi

# Step 110 of 139 (low): missing-alarms at missing-alarms-settings-2
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms-settings-2 off 'x' $(y) has no active action for the state ALARM.
# Risk: An alarm that goes off too often is soon ignored: look at the metric before you choose the threshold.
# Undo: aws cloudwatch disable-alarm-actions --alarm-names 'missing-alarms-settings-2 off '"'"'x'"'"' $(y)' --region eu-west-1
echo 'step 110: missing-alarms' >&2
if todo step-110-1; then
aws cloudwatch enable-alarm-actions --alarm-names 'missing-alarms-settings-2 off '"'"'x'"'"' $(y)' --region eu-west-1
ran step-110-1
fi

# Step 111 of 139 (low): missing-alarms at missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx off 'x' $(y) has no active action for the state ALARM.
# Risk: An alarm that goes off too often is soon ignored: look at the metric before you choose the threshold.
# Undo: aws cloudwatch disable-alarm-actions --alarm-names 'missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx off '"'"'x'"'"' $(y)' --region eu-west-1
echo 'step 111: missing-alarms' >&2
if todo step-111-1; then
aws cloudwatch enable-alarm-actions --alarm-names 'missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx off '"'"'x'"'"' $(y)' --region eu-west-1
ran step-111-1
fi

# Step 112 of 139 (low): missing-alarms at missing-alarms-settings-3
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms-settings-3-errors has no active action for the state ALARM.
# Risk: An alarm that goes off too often is soon ignored: look at the metric before you choose the threshold.
# Undo: aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms-settings-3-errors-notify
# Set STEP_112_TOPIC_ARN first; without, the step is skipped.
if [ -n "${STEP_112_TOPIC_ARN:-}" ]; then
echo 'step 112: missing-alarms' >&2
if todo step-112-1; then
aws cloudwatch put-metric-alarm --alarm-name missing-alarms-settings-3-errors-notify --namespace AWS/Lambda --metric-name Errors --statistic Sum --dimensions Name=FunctionName,Value=missing-alarms-settings-3 --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --region eu-west-1 --alarm-actions "${STEP_112_TOPIC_ARN:?set it}"
ran step-112-1
fi
else echo "skipped step 112: set STEP_112_TOPIC_ARN" >&2
fi

# Step 113 of 139 (low): missing-alarms at missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors has no active action for the state ALARM.
# Risk: An alarm that goes off too often is soon ignored: look at the metric before you choose the threshold.
# Undo: aws cloudwatch delete-alarms --region eu-west-1 --alarm-names missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors-notify
# Set STEP_113_TOPIC_ARN first; without, the step is skipped.
if [ -n "${STEP_113_TOPIC_ARN:-}" ]; then
echo 'step 113: missing-alarms' >&2
if todo step-113-1; then
aws cloudwatch put-metric-alarm --alarm-name missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors-notify --namespace AWS/Lambda --metric-name Errors --statistic Sum --dimensions Name=FunctionName,Value=missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --region eu-west-1 --alarm-actions "${STEP_113_TOPIC_ARN:?set it}"
ran step-113-1
fi
else echo "skipped step 113: set STEP_113_TOPIC_ARN" >&2
fi

# Step 114 of 139 (low): unbounded-log-retention at unbounded-log-retention-settings-1
# The log group /aws/lambda/unbounded-log-retention-settings-1 never expires; it holds 0.0 kB.
# Risk: Older lines are deleted for good within days: export first what the law or an investigation needs.
# Undo: aws logs delete-retention-policy --log-group-name /aws/lambda/unbounded-log-retention-settings-1 --region eu-west-1
echo 'step 114: unbounded-log-retention' >&2
if todo step-114-1; then
aws logs put-retention-policy --log-group-name /aws/lambda/unbounded-log-retention-settings-1 --retention-in-days 30 --region eu-west-1
ran step-114-1
fi

# Step 115 of 139 (low): unbounded-log-retention at unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The log group /aws/lambda/unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx never expires; it holds 0.0 kB.
# Risk: Older lines are deleted for good within days: export first what the law or an investigation needs.
# Undo: aws logs delete-retention-policy --log-group-name /aws/lambda/unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 115: unbounded-log-retention' >&2
if todo step-115-1; then
aws logs put-retention-policy --log-group-name /aws/lambda/unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --retention-in-days 30 --region eu-west-1
ran step-115-1
fi

# Step 116 of 139 (low): unstructured-logs at unstructured-logs-settings-1
# The log format is Text.
# Risk: Filters, alarms and parsers that read the plain lines no longer match.
# Undo: aws lambda update-function-configuration --function-name unstructured-logs-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-116-1.json" && aws lambda wait function-updated-v2 --function-name unstructured-logs-settings-1 --region eu-west-1
echo 'step 116: unstructured-logs' >&2
if todo step-116-1; then
save step-116-1.json aws lambda get-function-configuration --function-name unstructured-logs-settings-1 --region eu-west-1 --query '{LoggingConfig: LoggingConfig}'
aws lambda update-function-configuration --function-name unstructured-logs-settings-1 --region eu-west-1 --logging-config LogFormat=JSON
aws lambda wait function-updated-v2 --function-name unstructured-logs-settings-1 --region eu-west-1
ran step-116-1
fi

# Step 117 of 139 (low): unstructured-logs at unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The log format is Text.
# Risk: Filters, alarms and parsers that read the plain lines no longer match.
# Undo: aws lambda update-function-configuration --function-name unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-117-1.json" && aws lambda wait function-updated-v2 --function-name unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 117: unstructured-logs' >&2
if todo step-117-1; then
save step-117-1.json aws lambda get-function-configuration --function-name unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{LoggingConfig: LoggingConfig}'
aws lambda update-function-configuration --function-name unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --logging-config LogFormat=JSON
aws lambda wait function-updated-v2 --function-name unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-117-1
fi

# Step 118 of 139 (low): outdated-layer at outdated-layer-settings-1
# The function uses version 1 of the layer old; the newest is 4.
# Risk: The newer version may have changed or dropped what the code uses.
# Undo: aws lambda update-function-configuration --function-name outdated-layer-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-118-1.json" && aws lambda wait function-updated-v2 --function-name outdated-layer-settings-1 --region eu-west-1
echo 'step 118: outdated-layer' >&2
if todo step-118-1; then
save step-118-1.json aws lambda get-function-configuration --function-name outdated-layer-settings-1 --region eu-west-1 --query '{Layers: (Layers || `[]`)[].Arn}'
aws lambda update-function-configuration --function-name outdated-layer-settings-1 --region eu-west-1 --layers arn:aws:lambda:eu-west-1:111122223333:layer:tools:3 arn:aws:lambda:eu-west-1:111122223333:layer:old:4
aws lambda wait function-updated-v2 --function-name outdated-layer-settings-1 --region eu-west-1
ran step-118-1
fi

# Step 119 of 139 (low): outdated-layer at outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function uses version 1 of the layer old; the newest is 4.
# Risk: The newer version may have changed or dropped what the code uses.
# Undo: aws lambda update-function-configuration --function-name outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-119-1.json" && aws lambda wait function-updated-v2 --function-name outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 119: outdated-layer' >&2
if todo step-119-1; then
save step-119-1.json aws lambda get-function-configuration --function-name outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Layers: (Layers || `[]`)[].Arn}'
aws lambda update-function-configuration --function-name outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --layers arn:aws:lambda:eu-west-1:111122223333:layer:old:4
aws lambda wait function-updated-v2 --function-name outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-119-1
fi

# Step 120 of 139 (low): partial-wildcard-action at partial-wildcard-action-settings-1
# In the policy more2, statement 0 allows 63 actions (written as s3:Get*).
# Risk: An action that the code calls, perhaps rarely, and that was left out is denied.
# Undo: if [ -s "$backup/step-120-1.json" ]; then aws iam put-role-policy --role-name partial-wildcard-action-settings-1-role --policy-name more2 --policy-document "file://$backup/step-120-1.json"; else aws iam delete-role-policy --role-name partial-wildcard-action-settings-1-role --policy-name more2; fi
echo 'step 120: partial-wildcard-action' >&2
if todo step-120-1; then
save step-120-1.json aws iam get-role-policy --role-name partial-wildcard-action-settings-1-role --policy-name more2 --query PolicyDocument
aws iam put-role-policy --role-name partial-wildcard-action-settings-1-role --policy-name more2 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "arn:aws:s3:::covers/*"}]}'
ran step-120-1
fi

# Step 121 of 139 (low): partial-wildcard-action at partial-wildcard-action_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# In the policy more1, statement 0 allows 63 actions (written as s3:Get*).
# Risk: An action that the code calls, perhaps rarely, and that was left out is denied.
# Undo: if [ -s "$backup/step-121-1.json" ]; then aws iam put-role-policy --role-name partial-wildcard-action_1_--xxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document "file://$backup/step-121-1.json"; else aws iam delete-role-policy --role-name partial-wildcard-action_1_--xxxxxxxxxxxx+=,.@-role --policy-name more1; fi
echo 'step 121: partial-wildcard-action' >&2
if todo step-121-1; then
save step-121-1.json aws iam get-role-policy --role-name partial-wildcard-action_1_--xxxxxxxxxxxx+=,.@-role --policy-name more1 --query PolicyDocument
aws iam put-role-policy --role-name partial-wildcard-action_1_--xxxxxxxxxxxx+=,.@-role --policy-name more1 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "arn:aws:s3:::covers/*"}]}'
ran step-121-1
fi

# Step 122 of 139 (low): cold-start-exposed at cold-start-exposed-settings-1
# Cold starts of java21 with 118.2 kB of code keep apigateway.amazonaws.com waiting; SnapStart is off.
# Risk: Every environment starts from the same state: random numbers, keys and connections made before the snapshot must be made again after it. Callers must name an alias or a version.
# Undo: nothing uses the version before an alias names it
#       aws lambda update-function-configuration --function-name cold-start-exposed-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-122-1.json" && aws lambda wait function-updated-v2 --function-name cold-start-exposed-settings-1 --region eu-west-1
echo 'step 122: cold-start-exposed' >&2
if todo step-122-1; then
save step-122-1.json aws lambda get-function-configuration --function-name cold-start-exposed-settings-1 --region eu-west-1 --query '{SnapStart: {ApplyOn: SnapStart.ApplyOn || '"'"'None'"'"'}}'
aws lambda update-function-configuration --function-name cold-start-exposed-settings-1 --region eu-west-1 --snap-start ApplyOn=PublishedVersions
aws lambda wait function-updated-v2 --function-name cold-start-exposed-settings-1 --region eu-west-1
ran step-122-1
fi
if todo step-122-2; then
aws lambda publish-version --function-name cold-start-exposed-settings-1 --region eu-west-1
ran step-122-2
fi

# Step 123 of 139 (low): cold-start-exposed at cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Cold starts of java21 with 117.2 kB of code keep apigateway.amazonaws.com waiting; SnapStart is off.
# Risk: Every environment starts from the same state: random numbers, keys and connections made before the snapshot must be made again after it. Callers must name an alias or a version.
# Undo: nothing uses the version before an alias names it
#       aws lambda update-function-configuration --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-123-1.json" && aws lambda wait function-updated-v2 --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 123: cold-start-exposed' >&2
if todo step-123-1; then
save step-123-1.json aws lambda get-function-configuration --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{SnapStart: {ApplyOn: SnapStart.ApplyOn || '"'"'None'"'"'}}'
aws lambda update-function-configuration --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --snap-start ApplyOn=PublishedVersions
aws lambda wait function-updated-v2 --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-123-1
fi
if todo step-123-2; then
aws lambda publish-version --function-name cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-123-2
fi

# Step 124 of 139 (low): maximal-timeout at maximal-timeout-settings-1
# The timeout is 900 s.
# Risk: A run that takes longer than the new timeout is cut off in the middle of its work.
# Undo: aws lambda update-function-configuration --function-name maximal-timeout-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-124-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout-settings-1 --region eu-west-1
echo 'step 124: maximal-timeout' >&2
if todo step-124-1; then
save step-124-1.json aws lambda get-function-configuration --function-name maximal-timeout-settings-1 --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name maximal-timeout-settings-1 --region eu-west-1 --timeout 60
aws lambda wait function-updated-v2 --function-name maximal-timeout-settings-1 --region eu-west-1
ran step-124-1
fi

# Step 125 of 139 (low): maximal-timeout at maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The timeout is 900 s.
# Risk: A run that takes longer than the new timeout is cut off in the middle of its work.
# Undo: aws lambda update-function-configuration --function-name maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-125-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 125: maximal-timeout' >&2
if todo step-125-1; then
save step-125-1.json aws lambda get-function-configuration --function-name maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --timeout 60
aws lambda wait function-updated-v2 --function-name maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-125-1
fi

# Step 126 of 139 (low): maximal-timeout at maximal-timeout-settings-2
# The timeout is 900 s, but 99 % of the invocations end within 2.0 s.
# Risk: A run that takes longer than the new timeout is cut off in the middle of its work.
# Undo: aws lambda update-function-configuration --function-name maximal-timeout-settings-2 --region eu-west-1 --cli-input-json "file://$backup/step-126-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout-settings-2 --region eu-west-1
echo 'step 126: maximal-timeout' >&2
if todo step-126-1; then
save step-126-1.json aws lambda get-function-configuration --function-name maximal-timeout-settings-2 --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name maximal-timeout-settings-2 --region eu-west-1 --timeout 5
aws lambda wait function-updated-v2 --function-name maximal-timeout-settings-2 --region eu-west-1
ran step-126-1
fi

# Step 127 of 139 (low): maximal-timeout at maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The timeout is 900 s, but 99 % of the invocations end within 2.0 s.
# Risk: A run that takes longer than the new timeout is cut off in the middle of its work.
# Undo: aws lambda update-function-configuration --function-name maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-127-1.json" && aws lambda wait function-updated-v2 --function-name maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 127: maximal-timeout' >&2
if todo step-127-1; then
save step-127-1.json aws lambda get-function-configuration --function-name maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Timeout: Timeout}'
aws lambda update-function-configuration --function-name maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --timeout 5
aws lambda wait function-updated-v2 --function-name maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-127-1
fi

# Step 128 of 139 (low): memory-misfit at memory-misfit-settings-1
# The memory of 512 MB is not what it needs; Compute Optimizer recommends 1024 MB.
# Risk: Less memory is also less CPU: runs may take longer, and a peak may run out of memory.
# Undo: aws lambda update-function-configuration --function-name memory-misfit-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-128-1.json" && aws lambda wait function-updated-v2 --function-name memory-misfit-settings-1 --region eu-west-1
echo 'step 128: memory-misfit' >&2
if todo step-128-1; then
save step-128-1.json aws lambda get-function-configuration --function-name memory-misfit-settings-1 --region eu-west-1 --query '{MemorySize: MemorySize}'
aws lambda update-function-configuration --function-name memory-misfit-settings-1 --region eu-west-1 --memory-size 1024
aws lambda wait function-updated-v2 --function-name memory-misfit-settings-1 --region eu-west-1
ran step-128-1
fi

# Step 129 of 139 (low): memory-misfit at memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The memory of 512 MB is not what it needs; Compute Optimizer recommends 1024 MB.
# Risk: Less memory is also less CPU: runs may take longer, and a peak may run out of memory.
# Undo: aws lambda update-function-configuration --function-name memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-129-1.json" && aws lambda wait function-updated-v2 --function-name memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 129: memory-misfit' >&2
if todo step-129-1; then
save step-129-1.json aws lambda get-function-configuration --function-name memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{MemorySize: MemorySize}'
aws lambda update-function-configuration --function-name memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --memory-size 1024
aws lambda wait function-updated-v2 --function-name memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-129-1
fi

# Step 130 of 139 (low): pinned-runtime at pinned-runtime-settings-1
# Runtime updates are set to Manual, so the function gets no security patches.
# Risk: A patch may, rarely, change how the code behaves; the mode Manual goes back to an earlier version.
# Undo: aws lambda put-runtime-management-config --function-name pinned-runtime-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-130-1.json"
echo 'step 130: pinned-runtime' >&2
if todo step-130-1; then
save step-130-1.json aws lambda get-runtime-management-config --function-name pinned-runtime-settings-1 --region eu-west-1 --query '{UpdateRuntimeOn: UpdateRuntimeOn, RuntimeVersionArn: RuntimeVersionArn}'
aws lambda put-runtime-management-config --function-name pinned-runtime-settings-1 --region eu-west-1 --update-runtime-on Auto
ran step-130-1
fi

# Step 131 of 139 (low): pinned-runtime at pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Runtime updates are set to Manual, so the function gets no security patches.
# Risk: A patch may, rarely, change how the code behaves; the mode Manual goes back to an earlier version.
# Undo: aws lambda put-runtime-management-config --function-name pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-131-1.json"
echo 'step 131: pinned-runtime' >&2
if todo step-131-1; then
save step-131-1.json aws lambda get-runtime-management-config --function-name pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{UpdateRuntimeOn: UpdateRuntimeOn, RuntimeVersionArn: RuntimeVersionArn}'
aws lambda put-runtime-management-config --function-name pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --update-runtime-on Auto
ran step-131-1
fi

# Step 132 of 139 (info): unencrypted-by-customer-key at unencrypted-by-customer-key-settings-1
# No customer managed key encrypts 1 variable that seems secret: AWS's own key decrypts the value for every reader of the configuration.
# Risk: The function can't start while the key is disabled, deleted or denied to it, and the key costs a monthly fee.
# Undo: aws lambda update-function-configuration --function-name unencrypted-by-customer-key-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-132-1.json" && aws lambda wait function-updated-v2 --function-name unencrypted-by-customer-key-settings-1 --region eu-west-1
# Set STEP_132_KEY_ID first; without, the step is skipped.
if [ -n "${STEP_132_KEY_ID:-}" ]; then
echo 'step 132: unencrypted-by-customer-key' >&2
if todo step-132-1; then
save step-132-1.json aws lambda get-function-configuration --function-name unencrypted-by-customer-key-settings-1 --region eu-west-1 --query '{KMSKeyArn: KMSKeyArn || '"'"''"'"'}'
aws lambda update-function-configuration --function-name unencrypted-by-customer-key-settings-1 --region eu-west-1 --kms-key-arn arn:aws:kms:eu-west-1:111122223333:key/"${STEP_132_KEY_ID:?set it}"
aws lambda wait function-updated-v2 --function-name unencrypted-by-customer-key-settings-1 --region eu-west-1
ran step-132-1
fi
else echo "skipped step 132: set STEP_132_KEY_ID" >&2
fi

# Step 133 of 139 (info): unencrypted-by-customer-key at unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# No customer managed key encrypts 1 variable that seems secret: AWS's own key decrypts the value for every reader of the configuration.
# Risk: The function can't start while the key is disabled, deleted or denied to it, and the key costs a monthly fee.
# Undo: aws lambda update-function-configuration --function-name unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-133-1.json" && aws lambda wait function-updated-v2 --function-name unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
# Set STEP_133_KEY_ID first; without, the step is skipped.
if [ -n "${STEP_133_KEY_ID:-}" ]; then
echo 'step 133: unencrypted-by-customer-key' >&2
if todo step-133-1; then
save step-133-1.json aws lambda get-function-configuration --function-name unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{KMSKeyArn: KMSKeyArn || '"'"''"'"'}'
aws lambda update-function-configuration --function-name unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --kms-key-arn arn:aws:kms:eu-west-1:111122223333:key/"${STEP_133_KEY_ID:?set it}"
aws lambda wait function-updated-v2 --function-name unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-133-1
fi
else echo "skipped step 133: set STEP_133_KEY_ID" >&2
fi

# Step 134 of 139 (info): oversized-tmp at oversized-tmp-settings-1
# The function has 2048 MB of /tmp; 512 MB cost nothing extra.
# Risk: A run that writes more than the smaller /tmp holds fails.
# Undo: aws lambda update-function-configuration --function-name oversized-tmp-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-134-1.json" && aws lambda wait function-updated-v2 --function-name oversized-tmp-settings-1 --region eu-west-1
echo 'step 134: oversized-tmp' >&2
if todo step-134-1; then
save step-134-1.json aws lambda get-function-configuration --function-name oversized-tmp-settings-1 --region eu-west-1 --query '{EphemeralStorage: EphemeralStorage}'
aws lambda update-function-configuration --function-name oversized-tmp-settings-1 --region eu-west-1 --ephemeral-storage Size=512
aws lambda wait function-updated-v2 --function-name oversized-tmp-settings-1 --region eu-west-1
ran step-134-1
fi

# Step 135 of 139 (info): oversized-tmp at oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function has 2048 MB of /tmp; 512 MB cost nothing extra.
# Risk: A run that writes more than the smaller /tmp holds fails.
# Undo: aws lambda update-function-configuration --function-name oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-135-1.json" && aws lambda wait function-updated-v2 --function-name oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
echo 'step 135: oversized-tmp' >&2
if todo step-135-1; then
save step-135-1.json aws lambda get-function-configuration --function-name oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{EphemeralStorage: EphemeralStorage}'
aws lambda update-function-configuration --function-name oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --ephemeral-storage Size=512
aws lambda wait function-updated-v2 --function-name oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-135-1
fi

# Step 136 of 139 (info): untagged-function at untagged-function-settings-1
# The function has no tag.
# Risk: None for the function itself; policies that decide by tag may allow or deny more.
# Undo: aws lambda untag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:untagged-function-settings-1 --region eu-west-1 --tag-keys owner
# Set STEP_136_VALUE first; without, the step is skipped.
if [ -n "${STEP_136_VALUE:-}" ]; then
echo 'step 136: untagged-function' >&2
if todo step-136-1; then
aws lambda tag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:untagged-function-settings-1 --region eu-west-1 --tags '{"owner": "'"${STEP_136_VALUE:?set it}"'"}'
ran step-136-1
fi
else echo "skipped step 136: set STEP_136_VALUE" >&2
fi

# Step 137 of 139 (info): untagged-function at untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function has no tag.
# Risk: None for the function itself; policies that decide by tag may allow or deny more.
# Undo: aws lambda untag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --tag-keys owner
# Set STEP_137_VALUE first; without, the step is skipped.
if [ -n "${STEP_137_VALUE:-}" ]; then
echo 'step 137: untagged-function' >&2
if todo step-137-1; then
aws lambda tag-resource --resource arn:aws:lambda:eu-west-1:111122223333:function:untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --tags '{"owner": "'"${STEP_137_VALUE:?set it}"'"}'
ran step-137-1
fi
else echo "skipped step 137: set STEP_137_VALUE" >&2
fi

# Step 138 of 139 (medium): shared-role at shared-role-settings-1
# The role shared-role-settings-1-role is used by 2 functions.
# Risk: The new role may lack a permission that the function used: move one function at a time.
# Careful: what the old role allows and the new one does not fails from now on.
# Undo: aws lambda update-function-configuration --function-name shared-role-settings-1 --region eu-west-1 --cli-input-json "file://$backup/step-138-6.json" && aws lambda wait function-updated-v2 --function-name shared-role-settings-1 --region eu-west-1
#       if [ -s "$backup/step-138-3.json" ]; then aws iam put-role-policy --role-name shared-role-settings-1-role-2 --policy-name more1 --policy-document "file://$backup/step-138-3.json"; else aws iam delete-role-policy --role-name shared-role-settings-1-role-2 --policy-name more1; fi
#       if [ -s "$backup/step-138-2.json" ]; then aws iam put-role-policy --role-name shared-role-settings-1-role-2 --policy-name own --policy-document "file://$backup/step-138-2.json"; else aws iam delete-role-policy --role-name shared-role-settings-1-role-2 --policy-name own; fi
#       aws iam delete-role --role-name shared-role-settings-1-role-2
echo 'step 138: shared-role' >&2
if todo step-138-1; then
aws iam create-role --role-name shared-role-settings-1-role-2 --assume-role-policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow", "Principal": {"Service": "edgelambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
aws iam wait role-exists --role-name shared-role-settings-1-role-2
sleep 10  # until Lambda can assume a new role
ran step-138-1
fi
if todo step-138-2; then
save step-138-2.json aws iam get-role-policy --role-name shared-role-settings-1-role-2 --policy-name own --query PolicyDocument
aws iam put-role-policy --role-name shared-role-settings-1-role-2 --policy-name own --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/shared-role-settings-1:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]}'
ran step-138-2
fi
if todo step-138-3; then
save step-138-3.json aws iam get-role-policy --role-name shared-role-settings-1-role-2 --policy-name more1 --query PolicyDocument
aws iam put-role-policy --role-name shared-role-settings-1-role-2 --policy-name more1 --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::covers/*", "Sid": "Covers", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:done", "arn:aws:sns:eu-west-1:111122223333:failed"]}]}'
ran step-138-3
fi
if todo step-138-4; then
aws iam wait role-exists --role-name shared-role-settings-1-role-2
ran step-138-4
fi
if todo step-138-5; then
sleep 10  # until Lambda can assume the new role
ran step-138-5
fi
if todo step-138-6; then
save step-138-6.json aws lambda get-function-configuration --function-name shared-role-settings-1 --region eu-west-1 --query '{Role: Role}'
aws lambda update-function-configuration --function-name shared-role-settings-1 --region eu-west-1 --role arn:aws:iam::111122223333:role/shared-role-settings-1-role-2
aws lambda wait function-updated-v2 --function-name shared-role-settings-1 --region eu-west-1
ran step-138-6
fi

# Step 139 of 139 (medium): shared-role at shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role is used by 2 functions.
# Risk: The new role may lack a permission that the function used: move one function at a time.
# Careful: what the old role allows and the new one does not fails from now on.
# Undo: aws lambda update-function-configuration --function-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --cli-input-json "file://$backup/step-139-4.json" && aws lambda wait function-updated-v2 --function-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
#       if [ -s "$backup/step-139-2.json" ]; then aws iam put-role-policy --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role --policy-name a+b=c,d.e@f-_ --policy-document "file://$backup/step-139-2.json"; else aws iam delete-role-policy --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role --policy-name a+b=c,d.e@f-_; fi
#       aws iam delete-role --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role
echo 'step 139: shared-role' >&2
if todo step-139-1; then
aws iam create-role --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role --assume-role-policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
aws iam wait role-exists --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role
sleep 10  # until Lambda can assume a new role
ran step-139-1
fi
if todo step-139-2; then
save step-139-2.json aws iam get-role-policy --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role --policy-name a+b=c,d.e@f-_ --query PolicyDocument
aws iam put-role-policy --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role --policy-name a+b=c,d.e@f-_ --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]}'
ran step-139-2
fi
if todo step-139-3; then
aws iam wait role-exists --role-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role
ran step-139-3
fi
if todo step-139-4; then
save step-139-4.json aws lambda get-function-configuration --function-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --query '{Role: Role}'
aws lambda update-function-configuration --function-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1 --role arn:aws:iam::111122223333:role/shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role
aws lambda wait function-updated-v2 --function-name shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --region eu-west-1
ran step-139-4
fi

# Left out: admin-role at admin-role_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx. It would undo step 5. Audit again first.
#   # Careful: this changes the policy for every role that has it.
#   # Careful: IAM keeps five versions of a policy. Of five, this deletes the oldest.
#   for old in $(aws iam list-policy-versions --policy-arn arn:aws:iam::111122223333:policy/all --query 'Versions[4] && sort_by(Versions[?!IsDefaultVersion], &CreateDate)[0].VersionId' --output text); do [ "$old" = None ] || aws iam delete-policy-version --policy-arn arn:aws:iam::111122223333:policy/all --version-id "$old"; done
#   aws iam create-policy-version --policy-arn arn:aws:iam::111122223333:policy/all --set-as-default --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]}'

# Left out: wildcard-action at wildcard-action_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx. It would undo step 50. Audit again first.
#   # Careful: this changes the policy for every role that has it.
#   # Careful: IAM keeps five versions of a policy. Of five, this deletes the oldest.
#   for old in $(aws iam list-policy-versions --policy-arn arn:aws:iam::111122223333:policy/own-all --query 'Versions[4] && sort_by(Versions[?!IsDefaultVersion], &CreateDate)[0].VersionId' --output text); do [ "$old" = None ] || aws iam delete-policy-version --policy-arn arn:aws:iam::111122223333:policy/own-all --version-id "$old"; done
#   aws iam create-policy-version --policy-arn arn:aws:iam::111122223333:policy/own-all --set-as-default --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/wildcard-action_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"}]}'
