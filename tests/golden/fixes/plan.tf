# admin-role at admin-role-settings-1
# The role admin-role-settings-1-role can do everything in the account.
resource "aws_iam_role_policy" "admin-role-settings-1-role_own" {
  name   = "own"
  role   = "admin-role-settings-1-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/admin-role-settings-1:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:failed", "arn:aws:sns:eu-west-1:111122223333:done"]}]})
}

# admin-role at admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role can do everything in the account.
resource "aws_iam_role_policy" "admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx_____-role_a_b_c_d_e_f-_" {
  name   = "a+b=c,d.e@f-_"
  role   = "admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/admin-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]})
}

# admin-role at admin-role-settings-2
# The role admin-role-settings-2-role can do everything in the account.
# remove the attachment of arn:aws:iam::aws:policy/AdministratorAccess to the role
resource "aws_iam_role_policy" "admin-role-settings-2-role_AdministratorAccess-narrowed" {
  name   = "AdministratorAccess-narrowed"
  role   = "admin-role-settings-2-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:failed", "arn:aws:sns:eu-west-1:111122223333:done"]}]})
}

# admin-role at admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role can do everything in the account.
# remove the attachment of arn:aws:iam::aws:policy/AdministratorAccess to the role
resource "aws_iam_role_policy" "admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx_____-role_AdministratorAccess-narrowed" {
  name   = "AdministratorAccess-narrowed"
  role   = "admin-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]})
}

# admin-role at admin-role-settings-3
# The role admin-role-settings-3-role can do everything in the account.
resource "aws_iam_policy" "all" {
  name   = "all"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:failed", "arn:aws:sns:eu-west-1:111122223333:done"]}]})
}

# privilege-escalation at privilege-escalation-settings-1
# The role privilege-escalation-settings-1-role writes itself any permission (iam:PutRolePolicy); there are 2 more ways.
resource "aws_iam_role_policy" "privilege-escalation-settings-1-role_deny-escalation-708b7f59" {
  name   = "deny-escalation-708b7f59"
  role   = "privilege-escalation-settings-1-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": [\"iam:AttachRolePolicy\", \"iam:PassRole\", \"iam:PutRolePolicy\"], \"Resource\": \"*\"}]}"
}

# privilege-escalation at privilege-escalation_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role writes itself any permission (iam:PutRolePolicy); there are 2 more ways.
resource "aws_iam_role_policy" "privilege-escalation_1_--xxxxxxxxxxxxxxx_____-role_deny-escalation-708b7f59" {
  name   = "deny-escalation-708b7f59"
  role   = "privilege-escalation_1_--xxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": [\"iam:AttachRolePolicy\", \"iam:PassRole\", \"iam:PutRolePolicy\"], \"Resource\": \"*\"}]}"
}

# public-function at public-function-settings-1
# Anyone may invoke the function through its URL (NONE).
# remove the aws_lambda_permission that makes the statement url

# public-function at public-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone may invoke the function through its URL (NONE).
# remove the aws_lambda_permission that makes the statement url

# public-function at public-function-settings-2
# Anyone may invoke the function directly.
# remove the aws_lambda_permission that makes the statement it

# public-function at public-function_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone may invoke the function directly.
# remove the aws_lambda_permission that makes the statement it

# public-function at public-function-settings-3
# Anyone may invoke the function directly.
# remove the aws_lambda_permission that makes statement 1

# public-function at public-function_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone may invoke the function directly.
# remove the aws_lambda_permission that makes statement 0

# plaintext-secret at plaintext-secret-settings-1
# The variable DB_PASSWORD holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:GetFunctionConfiguration or lambda:ListFunctions.
resource "aws_secretsmanager_secret" "plaintext-secret-settings-1_DB_PASSWORD" {
  name = "plaintext-secret-settings-1/DB_PASSWORD"
}
resource "aws_iam_role_policy" "plaintext-secret-settings-1_DB_PASSWORD_read" {
  role = "plaintext-secret-settings-1-role"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = aws_secretsmanager_secret.plaintext-secret-settings-1_DB_PASSWORD.arn
    }]
  })
}
resource "aws_lambda_function" "plaintext-secret-settings-1" {
  function_name = "plaintext-secret-settings-1"
  environment {
    variables = {
      # take DB_PASSWORD out
      # keep LOG_LEVEL, STAGE
      DB_PASSWORD_SECRET_ID = aws_secretsmanager_secret.plaintext-secret-settings-1_DB_PASSWORD.name
    }
  }
}

# plaintext-secret at plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The variable DB_PASSWORD holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:GetFunctionConfiguration or lambda:ListFunctions.
resource "aws_secretsmanager_secret" "plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD" {
  name = "plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/DB_PASSWORD"
}
resource "aws_iam_role_policy" "plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD_read" {
  role = "plaintext-secret_1_--xxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = aws_secretsmanager_secret.plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD.arn
    }]
  })
}
resource "aws_lambda_function" "plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  environment {
    variables = {
      # take DB_PASSWORD out
      # keep LOG_LEVEL
      DB_PASSWORD_SECRET_ID = aws_secretsmanager_secret.plaintext-secret_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_DB_PASSWORD.name
    }
  }
}

# plaintext-secret at plaintext-secret-settings-2
# The tag api-key holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:ListTags or tag:GetResources.
resource "aws_secretsmanager_secret" "plaintext-secret-settings-2_api-key" {
  name = "plaintext-secret-settings-2/api-key"
}
resource "aws_iam_role_policy" "plaintext-secret-settings-2_api-key_read" {
  role = "plaintext-secret-settings-2-role"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = aws_secretsmanager_secret.plaintext-secret-settings-2_api-key.arn
    }]
  })
}
resource "aws_lambda_function" "plaintext-secret-settings-2" {
  function_name = "plaintext-secret-settings-2"
  # take api-key out of the tags
  environment {
    variables = {
      # keep LOG_LEVEL, STAGE
      API_KEY_SECRET_ID = aws_secretsmanager_secret.plaintext-secret-settings-2_api-key.name
    }
  }
}

# plaintext-secret at plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The tag api-key holds a secret in plain text: it looks so. Rotate it: it was readable by anyone with lambda:ListTags or tag:GetResources.
resource "aws_secretsmanager_secret" "plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key" {
  name = "plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/api-key"
}
resource "aws_iam_role_policy" "plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key_read" {
  role = "plaintext-secret_2_--xxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = aws_secretsmanager_secret.plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key.arn
    }]
  })
}
resource "aws_lambda_function" "plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  # take api-key out of the tags
  environment {
    variables = {
      # keep LOG_LEVEL
      API_KEY_SECRET_ID = aws_secretsmanager_secret.plaintext-secret_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_api-key.name
    }
  }
}

# broken-dlq at broken-dlq-settings-1
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
resource "aws_sqs_queue" "broken-dlq-settings-1-failed-events" {
  name = "broken-dlq-settings-1-failed-events"
}
resource "aws_iam_role_policy" "broken-dlq-settings-1-role_SendMessage-broken-dlq-settings-1-failed-events-15f08476" {
  name   = "SendMessage-broken-dlq-settings-1-failed-events-15f08476"
  role   = "broken-dlq-settings-1-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-1-failed-events\"}]}"
}
resource "aws_lambda_function" "broken-dlq-settings-1" {
  function_name = "broken-dlq-settings-1"
  dead_letter_config {
    target_arn = aws_sqs_queue.broken-dlq-settings-1-failed-events.arn
  }
}

# broken-dlq at broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
resource "aws_sqs_queue" "broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events" {
  name = "broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"
}
resource "aws_iam_role_policy" "broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx_____-role_SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496" {
  name   = "SendMessage-broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-04c3a496"
  role   = "broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events\"}]}"
}
resource "aws_lambda_function" "broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  dead_letter_config {
    target_arn = aws_sqs_queue.broken-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events.arn
  }
}

# broken-dlq at broken-dlq-settings-2
# OnFailure of live sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
resource "aws_sqs_queue" "broken-dlq-settings-2-failed-events" {
  name = "broken-dlq-settings-2-failed-events"
}
resource "aws_iam_role_policy" "broken-dlq-settings-2-role_SendMessage-broken-dlq-settings-2-failed-events-4349025d" {
  name   = "SendMessage-broken-dlq-settings-2-failed-events-4349025d"
  role   = "broken-dlq-settings-2-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-2-failed-events\"}]}"
}
resource "aws_lambda_function_event_invoke_config" "broken-dlq-settings-2_live" {
  function_name = "broken-dlq-settings-2"
  qualifier     = "live"
  maximum_retry_attempts = 1
  maximum_event_age_in_seconds = 3600
  destination_config {
    on_success {
      destination = "arn:aws:sns:eu-west-1:111122223333:done"
    }
    on_failure {
      destination = aws_sqs_queue.broken-dlq-settings-2-failed-events.arn
    }
  }
}

# broken-dlq at broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# OnFailure of live sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
resource "aws_sqs_queue" "broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events" {
  name = "broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"
}
resource "aws_iam_role_policy" "broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx_____-role_SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75" {
  name   = "SendMessage-broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-cf542a75"
  role   = "broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events\"}]}"
}
resource "aws_lambda_function_event_invoke_config" "broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_live" {
  function_name = "broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  qualifier     = "live"
  destination_config {
    on_failure {
      destination = aws_sqs_queue.broken-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events.arn
    }
  }
}

# broken-dlq at broken-dlq-settings-3
# OnFailure of the mapping uuid-broken-dlq-settings-3 sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
resource "aws_sqs_queue" "broken-dlq-settings-3-failed-batches" {
  name = "broken-dlq-settings-3-failed-batches"
}
resource "aws_iam_role_policy" "broken-dlq-settings-3-role_SendMessage-broken-dlq-settings-3-failed-batches-a02443fc" {
  name   = "SendMessage-broken-dlq-settings-3-failed-batches-a02443fc"
  role   = "broken-dlq-settings-3-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:broken-dlq-settings-3-failed-batches\"}]}"
}
resource "aws_lambda_event_source_mapping" "broken-dlq-settings-3_broken-dlq-settings-3" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:broken-dlq-settings-3"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/broken-dlq-settings-3"
  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.broken-dlq-settings-3-failed-batches.arn
    }
  }
}

# broken-dlq at broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# OnFailure of the mapping uuid-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx sends failed events to arn:aws:sqs:eu-west-1:111122223333:gone, which does not exist.
resource "aws_sqs_queue" "broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches" {
  name = "broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches"
}
resource "aws_iam_role_policy" "broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx_____-role_SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92" {
  name   = "SendMessage-broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches-7fbf0b92"
  role   = "broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches\"}]}"
}
resource "aws_lambda_event_source_mapping" "broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.broken-dlq_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-batches.arn
    }
  }
}

# broken-dlq at broken-dlq-settings-4
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:there, but the role lacks sqs:SendMessage.
resource "aws_iam_role_policy" "broken-dlq-settings-4-role_SendMessage-there-4777f0c8" {
  name   = "SendMessage-there-4777f0c8"
  role   = "broken-dlq-settings-4-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:there\"}]}"
}

# broken-dlq at broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# DeadLetterConfig sends failed events to arn:aws:sqs:eu-west-1:111122223333:there, but the role lacks sqs:SendMessage.
resource "aws_iam_role_policy" "broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx_____-role_SendMessage-there-4777f0c8" {
  name   = "SendMessage-there-4777f0c8"
  role   = "broken-dlq_4_--xxxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:there\"}]}"
}

# missing-dlq at missing-dlq-settings-1
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination (the destination of live does not cover it).
resource "aws_sqs_queue" "missing-dlq-settings-1-failed-events" {
  name = "missing-dlq-settings-1-failed-events"
}
resource "aws_iam_role_policy" "missing-dlq-settings-1-role_SendMessage-missing-dlq-settings-1-failed-events-d9601ed9" {
  name   = "SendMessage-missing-dlq-settings-1-failed-events-d9601ed9"
  role   = "missing-dlq-settings-1-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:missing-dlq-settings-1-failed-events\"}]}"
}
resource "aws_lambda_function_event_invoke_config" "missing-dlq-settings-1__LATEST" {
  function_name = "missing-dlq-settings-1"
  qualifier     = "$LATEST"
  destination_config {
    on_failure {
      destination = aws_sqs_queue.missing-dlq-settings-1-failed-events.arn
    }
  }
}

# missing-dlq at missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination.
resource "aws_sqs_queue" "missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events" {
  name = "missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"
}
resource "aws_iam_role_policy" "missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx_____-role_SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b" {
  name   = "SendMessage-missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-3032204b"
  role   = "missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events\"}]}"
}
resource "aws_lambda_function_event_invoke_config" "missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx__LATEST" {
  function_name = "missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  qualifier     = "$LATEST"
  destination_config {
    on_failure {
      destination = aws_sqs_queue.missing-dlq_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events.arn
    }
  }
}

# missing-dlq at missing-dlq-settings-2
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination.
resource "aws_sqs_queue" "missing-dlq-settings-2-failed-events" {
  name = "missing-dlq-settings-2-failed-events"
}
resource "aws_iam_role_policy" "missing-dlq-settings-2-role_SendMessage-missing-dlq-settings-2-failed-events-7974d9ee" {
  name   = "SendMessage-missing-dlq-settings-2-failed-events-7974d9ee"
  role   = "missing-dlq-settings-2-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:missing-dlq-settings-2-failed-events\"}]}"
}
resource "aws_lambda_function_event_invoke_config" "missing-dlq-settings-2__LATEST" {
  function_name = "missing-dlq-settings-2"
  qualifier     = "$LATEST"
  maximum_retry_attempts = 0
  destination_config {
    on_failure {
      destination = aws_sqs_queue.missing-dlq-settings-2-failed-events.arn
    }
  }
}

# missing-dlq at missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Failed events from sns.amazonaws.com are lost: the function has neither a dead-letter queue nor an OnFailure destination.
resource "aws_sqs_queue" "missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events" {
  name = "missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events"
}
resource "aws_iam_role_policy" "missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx_____-role_SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555" {
  name   = "SendMessage-missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events-2c298555"
  role   = "missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events\"}]}"
}
resource "aws_lambda_function_event_invoke_config" "missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx__LATEST" {
  function_name = "missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  qualifier     = "$LATEST"
  maximum_retry_attempts = 0
  destination_config {
    on_failure {
      destination = aws_sqs_queue.missing-dlq_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-failed-events.arn
    }
  }
}

# queue-without-redrive at queue-without-redrive-settings-1
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive-settings-1-work has no redrive policy.
resource "aws_sqs_queue" "queue-without-redrive-settings-1-work-dlq" {
  name = "queue-without-redrive-settings-1-work-dlq"
}
resource "aws_sqs_queue" "queue-without-redrive-settings-1-work" {
  name           = "queue-without-redrive-settings-1-work"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.queue-without-redrive-settings-1-work-dlq.arn
    maxReceiveCount     = 5
  })
}

# queue-without-redrive at queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work has no redrive policy.
resource "aws_sqs_queue" "queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq" {
  name = "queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq"
}
resource "aws_sqs_queue" "queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work" {
  name           = "queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.queue-without-redrive_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq.arn
    maxReceiveCount     = 5
  })
}

# queue-without-redrive at queue-without-redrive-settings-2
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive-settings-2-work.fifo has no redrive policy.
resource "aws_sqs_queue" "queue-without-redrive-settings-2-work-dlq_fifo" {
  name = "queue-without-redrive-settings-2-work-dlq.fifo"
  fifo_queue = true
}
resource "aws_sqs_queue" "queue-without-redrive-settings-2-work_fifo" {
  name           = "queue-without-redrive-settings-2-work.fifo"
  fifo_queue = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.queue-without-redrive-settings-2-work-dlq_fifo.arn
    maxReceiveCount     = 5
  })
}

# queue-without-redrive at queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work.fifo has no redrive policy.
resource "aws_sqs_queue" "queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq_fifo" {
  name = "queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq.fifo"
  fifo_queue = true
}
resource "aws_sqs_queue" "queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work_fifo" {
  name           = "queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work.fifo"
  fifo_queue = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.queue-without-redrive_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq_fifo.arn
    maxReceiveCount     = 5
  })
}

# recursive-loop-allowed at recursive-loop-allowed-settings-1
# The recursion configuration allows endless loops.
resource "aws_lambda_function_recursion_config" "recursive-loop-allowed-settings-1" {
  function_name  = "recursive-loop-allowed-settings-1"
  recursive_loop = "Terminate"
}

# recursive-loop-allowed at recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The recursion configuration allows endless loops.
resource "aws_lambda_function_recursion_config" "recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name  = "recursive-loop-allowed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  recursive_loop = "Terminate"
}

# short-visibility-timeout at short-visibility-timeout-settings-1
# The queue arn:aws:sqs:eu-west-1:111122223333:short-visibility-timeout-settings-1-work hides a message for 10 s; a function timeout of 30 s needs 180 s.
resource "aws_sqs_queue" "short-visibility-timeout-settings-1-work" {
  name                       = "short-visibility-timeout-settings-1-work"
  visibility_timeout_seconds = 180
}

# short-visibility-timeout at short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work hides a message for 10 s; a function timeout of 30 s needs 180 s.
resource "aws_sqs_queue" "short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work" {
  name                       = "short-visibility-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work"
  visibility_timeout_seconds = 180
}

# stream-without-failure-destination at stream-without-failure-destination-settings-1
# The mapping uuid-stream-without-failure-destination-settings-1 of arn:aws:kinesis:eu-west-1:111122223333:stream/stream-without-failure-destination-settings-1 has no OnFailure destination.
resource "aws_sqs_queue" "stream-without-failure-destination-settings-1-failed-batches" {
  name = "stream-without-failure-destination-settings-1-failed-batches"
}
resource "aws_iam_role_policy" "stream-without-failure-destination-settings-1-role_SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266" {
  name   = "SendMessage-stream-without-failure-destination-settings-1-failed-batches-a7568266"
  role   = "stream-without-failure-destination-settings-1-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:stream-without-failure-destination-settings-1-failed-batches\"}]}"
}
resource "aws_lambda_event_source_mapping" "stream-without-failure-destination-settings-1_stream-without-failure-destination-settings-1" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:stream-without-failure-destination-settings-1"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/stream-without-failure-destination-settings-1"
  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.stream-without-failure-destination-settings-1-failed-batches.arn
    }
  }
}

# stream-without-failure-destination at stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:kinesis:eu-west-1:111122223333:stream/stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx has no OnFailure destination.
resource "aws_sqs_queue" "stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches" {
  name = "stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches"
}
resource "aws_iam_role_policy" "stream-without-failure-destination_1_--x_____-role_SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e" {
  name   = "SendMessage-stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches-36e7909e"
  role   = "stream-without-failure-destination_1_--x+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches\"}]}"
}
resource "aws_lambda_event_source_mapping" "stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx_stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxxxxxx"
  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.stream-without-failure-destination_1_--xxxxxxxxxxxxxxxxxxxxx-failed-batches.arn
    }
  }
}

# role-trust-too-wide at role-trust-too-wide-settings-1
# Anyone in AWS may assume the role role-trust-too-wide-settings-1-role.
resource "aws_iam_role" "role-trust-too-wide-settings-1-role" {
  name               = "role-trust-too-wide-settings-1-role"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}

# role-trust-too-wide at role-trust-too-wide_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Anyone in AWS may assume the role role-trust-too-wide_1_--xxxxxxxxxxxxxxxx+=,.@-role.
resource "aws_iam_role" "role-trust-too-wide_1_--xxxxxxxxxxxxxxxx_____-role" {
  name               = "role-trust-too-wide_1_--xxxxxxxxxxxxxxxx+=,.@-role"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}

# role-trust-too-wide at role-trust-too-wide-settings-2
# The account 444455556666 may assume the role role-trust-too-wide-settings-2-role.
resource "aws_iam_role" "role-trust-too-wide-settings-2-role" {
  name               = "role-trust-too-wide-settings-2-role"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}

# role-trust-too-wide at role-trust-too-wide_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The account 444455556666 may assume the role role-trust-too-wide_2_--xxxxxxxxxxxxxxxx+=,.@-role.
resource "aws_iam_role" "role-trust-too-wide_2_--xxxxxxxxxxxxxxxx_____-role" {
  name               = "role-trust-too-wide_2_--xxxxxxxxxxxxxxxx+=,.@-role"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}

# unusable-role at unusable-role-settings-1
# The trust policy of the role unusable-role-settings-1-role does not let Lambda assume it.
resource "aws_iam_role" "unusable-role-settings-1-role" {
  name               = "unusable-role-settings-1-role"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}

# unusable-role at unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The trust policy of the role unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role does not let Lambda assume it.
resource "aws_iam_role" "unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx_____-role" {
  name               = "unusable-role_1_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}

# unusable-role at unusable-role-settings-2
# The role unusable-role-settings-2-role does not exist.
resource "aws_iam_role" "unusable-role-settings-2-role" {
  name = "unusable-role-settings-2-role"
  path = "/team/a/"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}
resource "aws_iam_role_policy_attachment" "unusable-role-settings-2_AWSLambdaBasicExecutionRole" {
  role       = "unusable-role-settings-2-role"
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
resource "aws_iam_role_policy_attachment" "unusable-role-settings-2_AWSXRayDaemonWriteAccess" {
  role       = "unusable-role-settings-2-role"
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

# unusable-role at unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role does not exist.
resource "aws_iam_role" "unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx_____-role" {
  name = "unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  path = "/team/a/"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}
resource "aws_iam_role_policy_attachment" "unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_AWSLambdaBasicExecutionRole" {
  role       = "unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
resource "aws_iam_role_policy_attachment" "unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_AWSXRayDaemonWriteAccess" {
  role       = "unusable-role_2_--xxxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

# wildcard-action at wildcard-action-settings-1
# In the policy more2, statement 0 allows every action of dynamodb (written as dynamodb:*).
resource "aws_iam_role_policy" "wildcard-action-settings-1-role_more2" {
  name   = "more2"
  role   = "wildcard-action-settings-1-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]})
}

# wildcard-action at wildcard-action_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# In the policy more1, statement 0 allows every action of dynamodb (written as dynamodb:*).
resource "aws_iam_role_policy" "wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx_____-role_more1" {
  name   = "more1"
  role   = "wildcard-action_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]})
}

# wildcard-action at wildcard-action-settings-2
# In the policy own-all, statement 2 allows every action of sqs (written as sqs:*).
resource "aws_iam_policy" "own-all" {
  name   = "own-all"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/wildcard-action-settings-2:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}, {"Effect": "Allow", "Action": ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"}]})
}

# wildcard-resource at wildcard-resource-settings-1
# In the policy more2, statement 0 allows dynamodb:PutItem on resources of any name.
resource "aws_iam_role_policy" "wildcard-resource-settings-1-role_more2" {
  name   = "more2"
  role   = "wildcard-resource-settings-1-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}, {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/<TABLE_NAME>"}]})
}

# wildcard-resource at wildcard-resource_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# In the policy more1, statement 0 allows dynamodb:PutItem on resources of any name.
resource "aws_iam_role_policy" "wildcard-resource_1_--xxxxxxxxxxxxxxxxxx_____-role_more1" {
  name   = "more1"
  role   = "wildcard-resource_1_--xxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}, {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/<TABLE_NAME>"}]})
}

# deprecated-runtime at deprecated-runtime-settings-1
# The runtime python3.8 was deprecated 767 days ago (2024-10-14); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to python3.14.
resource "aws_lambda_function" "deprecated-runtime-settings-1" {
  function_name = "deprecated-runtime-settings-1"
  runtime = "python3.14"
}

# deprecated-runtime at deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The runtime python3.8 was deprecated 767 days ago (2024-10-14); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to python3.14.
resource "aws_lambda_function" "deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "deprecated-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  runtime = "python3.14"
}

# deprecated-runtime at deprecated-runtime-settings-2
# The runtime nodejs18.x was deprecated 445 days ago (2025-09-01); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to nodejs24.x.
resource "aws_lambda_function" "deprecated-runtime-settings-2" {
  function_name = "deprecated-runtime-settings-2"
  runtime = "nodejs24.x"
}

# deprecated-runtime at deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The runtime nodejs18.x was deprecated 445 days ago (2025-09-01); new functions will be blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to nodejs24.x.
resource "aws_lambda_function" "deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "deprecated-runtime_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  runtime = "nodejs24.x"
}

# api-timeout at api-timeout-settings-1
# The REST API a1b2c3 GET /x waits 29 s, but the function may run 60 s.
resource "aws_lambda_function" "api-timeout-settings-1" {
  function_name = "api-timeout-settings-1"
  timeout = 28
}

# api-timeout at api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The REST API a1b2c3 GET /x waits 29 s, but the function may run 60 s.
resource "aws_lambda_function" "api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "api-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  timeout = 28
}

# low-receive-count at low-receive-count-settings-1
# The queue arn:aws:sqs:eu-west-1:111122223333:low-receive-count-settings-1-work gives a message 1 attempt, fewer than 5.
resource "aws_sqs_queue" "low-receive-count-settings-1-work" {
  name           = "low-receive-count-settings-1-work"
  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-west-1:111122223333:low-receive-count-settings-1-work-dlq"
    maxReceiveCount     = 5
  })
}

# low-receive-count at low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The queue arn:aws:sqs:eu-west-1:111122223333:low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work gives a message 1 attempt, fewer than 5.
resource "aws_sqs_queue" "low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work" {
  name           = "low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work"
  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-west-1:111122223333:low-receive-count_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work-dlq"
    maxReceiveCount     = 5
  })
}

# no-concurrency-guard at no-concurrency-guard-settings-1
# The function URL of $LATEST needs no authentication, and nothing limits the function's concurrency.
resource "aws_lambda_function" "no-concurrency-guard-settings-1" {
  function_name = "no-concurrency-guard-settings-1"
  reserved_concurrent_executions = "<RESERVED_CONCURRENCY>"
}

# no-concurrency-guard at no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function URL of $LATEST needs no authentication, and nothing limits the function's concurrency.
resource "aws_lambda_function" "no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "no-concurrency-guard_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  reserved_concurrent_executions = "<RESERVED_CONCURRENCY>"
}

# single-az at single-az-settings-1
# The only attached subnet is in a.
resource "aws_lambda_function" "single-az-settings-1" {
  function_name = "single-az-settings-1"
  vpc_config {
    subnet_ids         = ["subnet-0a0a0a0a", "subnet-0b0b0b0b"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
}

# single-az at single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The only attached subnet is in a.
resource "aws_lambda_function" "single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "single-az_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  vpc_config {
    subnet_ids         = ["subnet-0a0a0a0a", "subnet-0b0b0b0b"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
}

# single-az at single-az-settings-2
# The only attached subnet is in a.
resource "aws_lambda_function" "single-az-settings-2" {
  function_name = "single-az-settings-2"
  vpc_config {
    subnet_ids         = ["subnet-0a0a0a0a", "subnet-0b0b0b0b"]
    security_group_ids = ["sg-0123456789abcdef0"]
    ipv6_allowed_for_dual_stack = true
  }
}

# single-az at single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The only attached subnet is in a.
resource "aws_lambda_function" "single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "single-az_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  vpc_config {
    subnet_ids         = ["subnet-0a0a0a0a", "subnet-0b0b0b0b"]
    security_group_ids = ["sg-0123456789abcdef0"]
    ipv6_allowed_for_dual_stack = true
  }
}

# throttled at throttled-settings-1
# Lambda throttled 40 invocations in 30 days; the reserved concurrency is 5.
resource "aws_lambda_function" "throttled-settings-1" {
  function_name = "throttled-settings-1"
  reserved_concurrent_executions = 10
}

# throttled at throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Lambda throttled 40 invocations in 30 days; the reserved concurrency is 5.
resource "aws_lambda_function" "throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "throttled_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  reserved_concurrent_executions = 10
}

# timeout-near-limit at timeout-near-limit-settings-1
# The longest invocation took 29.5 s of the 30 s allowed.
resource "aws_lambda_function" "timeout-near-limit-settings-1" {
  function_name = "timeout-near-limit-settings-1"
  timeout = 60
}

# timeout-near-limit at timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The longest invocation took 29.5 s of the 30 s allowed.
resource "aws_lambda_function" "timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "timeout-near-limit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  timeout = 60
}

# unbounded-stream-retries at unbounded-stream-retries-settings-1
# The mapping uuid-unbounded-stream-retries-settings-1 of arn:aws:kinesis:eu-west-1:111122223333:stream/unbounded-stream-retries-settings-1 retries a failing batch until its records expire.
resource "aws_lambda_event_source_mapping" "unbounded-stream-retries-settings-1_unbounded-stream-retries-settings-1" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:unbounded-stream-retries-settings-1"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/unbounded-stream-retries-settings-1"
  maximum_retry_attempts         = 5
  bisect_batch_on_function_error = true
}

# unbounded-stream-retries at unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:kinesis:eu-west-1:111122223333:stream/unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx retries a failing batch until its records expire.
resource "aws_lambda_event_source_mapping" "unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/unbounded-stream-retries_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  maximum_retry_attempts         = 5
  bisect_batch_on_function_error = true
}

# zero-concurrency at zero-concurrency-settings-1
# The reserved concurrency is 0: every invocation is throttled.
resource "aws_lambda_function" "zero-concurrency-settings-1" {
  function_name = "zero-concurrency-settings-1"
  reserved_concurrent_executions = -1
}

# zero-concurrency at zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The reserved concurrency is 0: every invocation is throttled.
resource "aws_lambda_function" "zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "zero-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  reserved_concurrent_executions = -1
}

# public-subnet at public-subnet-settings-1
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 1).
resource "aws_lambda_function" "public-subnet-settings-1" {
  function_name = "public-subnet-settings-1"
  vpc_config {
    subnet_ids         = ["subnet-0a0a0a0a", "subnet-0b0b0b0b"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
}

# public-subnet at public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 1).
resource "aws_lambda_function" "public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "public-subnet_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  vpc_config {
    subnet_ids         = ["subnet-0a0a0a0a", "subnet-0b0b0b0b"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
}

# public-subnet at public-subnet-settings-2
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 2).
resource "aws_lambda_function" "public-subnet-settings-2" {
  function_name = "public-subnet-settings-2"
  vpc_config {
    subnet_ids         = ["subnet-0b0b0b0b", "subnet-0a0a0a0a"]
    security_group_ids = ["sg-0123456789abcdef0"]
    ipv6_allowed_for_dual_stack = true
  }
}

# public-subnet at public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Attached subnets lead to an internet gateway, which Lambda can't use: subnet-0f0f0f0f (1 of 2).
resource "aws_lambda_function" "public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "public-subnet_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  vpc_config {
    subnet_ids         = ["subnet-0b0b0b0b", "subnet-0a0a0a0a"]
    security_group_ids = ["sg-0123456789abcdef0"]
    ipv6_allowed_for_dual_stack = true
  }
}

# unnecessary-vpc at unnecessary-vpc-settings-1
# Nothing was found that the function needs in vpc-0123456789abcdef0: no file system, no server that it can reach, no private name in its variables, no policy that asks for the VPC.
resource "aws_lambda_function" "unnecessary-vpc-settings-1" {
  function_name = "unnecessary-vpc-settings-1"
  # saves: addresses in the subnets, network set-up at start, traffic through the NAT gateway
  # risk: code that connects to private names or relies on a fixed address stops working
  vpc_config {  # empty: detached
    subnet_ids         = []
    security_group_ids = []
  }
}

# unnecessary-vpc at unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Nothing was found that the function needs in vpc-0123456789abcdef0: no file system, no server that it can reach, no private name in its variables, no policy that asks for the VPC.
resource "aws_lambda_function" "unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "unnecessary-vpc_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  # saves: addresses in the subnets, network set-up at start, traffic through the NAT gateway
  # risk: code that connects to private names or relies on a fixed address stops working
  vpc_config {  # empty: detached
    subnet_ids         = []
    security_group_ids = []
  }
}

# broken-tracing at broken-tracing-settings-1
# The role broken-tracing-settings-1-role lacks xray:PutTraceSegments.
resource "aws_iam_role_policy_attachment" "broken-tracing-settings-1_AWSXRayDaemonWriteAccess" {
  role       = "broken-tracing-settings-1-role"
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

# broken-tracing at broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxx+=,.@-role lacks xray:PutTraceSegments.
resource "aws_iam_role_policy_attachment" "broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_AWSXRayDaemonWriteAccess" {
  role       = "broken-tracing_1_--xxxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

# missing-tracing at missing-tracing-settings-1
# The tracing mode is PassThrough, and no other tracer was found.
resource "aws_iam_role_policy_attachment" "missing-tracing-settings-1_AWSXRayDaemonWriteAccess" {
  role       = "missing-tracing-settings-1-role"
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}
resource "aws_lambda_function" "missing-tracing-settings-1" {
  function_name = "missing-tracing-settings-1"
  tracing_config {
    mode = "Active"
  }
}

# missing-tracing at missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The tracing mode is PassThrough, and no other tracer was found.
resource "aws_iam_role_policy_attachment" "missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_AWSXRayDaemonWriteAccess" {
  role       = "missing-tracing_1_--xxxxxxxxxxxxxxxxxxxx+=,.@-role"
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}
resource "aws_lambda_function" "missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "missing-tracing_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  tracing_config {
    mode = "Active"
  }
}

# no-log-permission at no-log-permission-settings-1
# The role no-log-permission-settings-1-role lacks logs:CreateLogStream and logs:PutLogEvents on /aws/lambda/no-log-permission-settings-1.
resource "aws_iam_role_policy" "no-log-permission-settings-1-role_write-log-of-no-log-permission-settings-1-64a82578" {
  name   = "write-log-of-no-log-permission-settings-1-64a82578"
  role   = "no-log-permission-settings-1-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"logs:CreateLogGroup\", \"logs:CreateLogStream\", \"logs:PutLogEvents\"], \"Resource\": \"arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/no-log-permission-settings-1:*\"}]}"
}

# no-log-permission at no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role lacks logs:CreateLogStream and logs:PutLogEvents on /aws/lambda/no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.
resource "aws_iam_role_policy" "no-log-permission_1_--xxxxxxxxxxxxxxxxxx_____-role_write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4" {
  name   = "write-log-of-no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-1e9049c4"
  role   = "no-log-permission_1_--xxxxxxxxxxxxxxxxxx+=,.@-role"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"logs:CreateLogGroup\", \"logs:CreateLogStream\", \"logs:PutLogEvents\"], \"Resource\": \"arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/no-log-permission_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:*\"}]}"
}

# confused-deputy at confused-deputy-settings-1
# The service sns.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
resource "aws_lambda_permission" "confused-deputy-settings-1_it" {
  function_name = "confused-deputy-settings-1"
  action = "lambda:InvokeFunction"
  principal = "sns.amazonaws.com"
  source_account = "111122223333"
}

# confused-deputy at confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The service sns.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
resource "aws_lambda_permission" "confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_it" {
  function_name = "confused-deputy_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  action = "lambda:InvokeFunction"
  principal = "sns.amazonaws.com"
  source_account = "111122223333"
}

# confused-deputy at confused-deputy-settings-2
# The service s3.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
resource "aws_lambda_permission" "confused-deputy-settings-2_caller" {
  function_name = "confused-deputy-settings-2"
  action = "lambda:InvokeFunction"
  principal = "s3.amazonaws.com"
  source_account = "111122223333"
}
resource "aws_lambda_permission" "confused-deputy-settings-2_caller" {
  function_name = "confused-deputy-settings-2"
  action = "lambda:InvokeFunction"
  principal = "sns.amazonaws.com"
  source_account = "111122223333"
}
resource "aws_lambda_permission" "confused-deputy-settings-2_two" {
  function_name = "confused-deputy-settings-2"
  action = "lambda:InvokeFunction"
  principal = "events.amazonaws.com"
  source_account = "111122223333"
}

# confused-deputy at confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The service s3.amazonaws.com may invoke the function ($LATEST) for a resource in any account.
resource "aws_lambda_permission" "confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_caller" {
  function_name = "confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  action = "lambda:InvokeFunction"
  principal = "s3.amazonaws.com"
  source_account = "111122223333"
}
resource "aws_lambda_permission" "confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_caller" {
  function_name = "confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  action = "lambda:InvokeFunction"
  principal = "sns.amazonaws.com"
  source_account = "111122223333"
}
resource "aws_lambda_permission" "confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_two" {
  function_name = "confused-deputy_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  action = "lambda:InvokeFunction"
  principal = "events.amazonaws.com"
  source_account = "111122223333"
}

# cross-account-access at cross-account-access-settings-1
# The account 444455556666 may invoke the function ($LATEST).
resource "aws_lambda_permission" "cross-account-access-settings-1_it" {
  function_name = "cross-account-access-settings-1"
  action = "lambda:InvokeFunction"
  principal = "arn:aws:iam::444455556666:root"
  principal_org_id = "<ORGANIZATION_ID>"
}

# cross-account-access at cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The account 444455556666 may invoke the function ($LATEST).
resource "aws_lambda_permission" "cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_it" {
  function_name = "cross-account-access_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  action = "lambda:InvokeFunction"
  principal = "arn:aws:iam::444455556666:root"
  principal_org_id = "<ORGANIZATION_ID>"
}

# cross-account-access at cross-account-access-settings-2
# The principal arn:aws:iam::444455556666:role/caller may invoke the function ($LATEST).
resource "aws_lambda_permission" "cross-account-access-settings-2_it" {
  function_name = "cross-account-access-settings-2"
  action = "lambda:InvokeFunction"
  principal = "arn:aws:iam::444455556666:role/caller"
  principal_org_id = "<ORGANIZATION_ID>"
}

# cross-account-access at cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The principal arn:aws:iam::444455556666:role/caller may invoke the function ($LATEST).
resource "aws_lambda_permission" "cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_it" {
  function_name = "cross-account-access_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  action = "lambda:InvokeFunction"
  principal = "arn:aws:iam::444455556666:role/caller"
  principal_org_id = "<ORGANIZATION_ID>"
}

# idle-provisioned-concurrency at idle-provisioned-concurrency-settings-1
# The provisioned concurrency of 20 on live was used to 0 % in 30 days.
# remove the aws_lambda_provisioned_concurrency_config of idle-provisioned-concurrency-settings-1:live

# idle-provisioned-concurrency at idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The provisioned concurrency of 20 on live was used to 0 % in 30 days.
# remove the aws_lambda_provisioned_concurrency_config of idle-provisioned-concurrency_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:live

# idle-provisioned-concurrency at idle-provisioned-concurrency-settings-2
# The provisioned concurrency of 20 on live was used to 10 % in 30 days.
resource "aws_lambda_provisioned_concurrency_config" "idle-provisioned-concurrency-settings-2_live" {
  function_name                     = "idle-provisioned-concurrency-settings-2"
  qualifier                         = "live"
  provisioned_concurrent_executions = 3
}

# idle-provisioned-concurrency at idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The provisioned concurrency of 20 on live was used to 10 % in 30 days.
resource "aws_lambda_provisioned_concurrency_config" "idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_live" {
  function_name                     = "idle-provisioned-concurrency_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  qualifier                         = "live"
  provisioned_concurrent_executions = 3
}

# no-concurrency-guard at no-concurrency-guard-settings-2
# The REST API a1b2c3 has no request rate limit on its stage live, and nothing limits the function's concurrency.
resource "aws_lambda_function" "no-concurrency-guard-settings-2" {
  function_name = "no-concurrency-guard-settings-2"
  reserved_concurrent_executions = "<RESERVED_CONCURRENCY>"
}

# no-concurrency-guard at no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The REST API a1b2c3 has no request rate limit on its stage live, and nothing limits the function's concurrency.
resource "aws_lambda_function" "no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "no-concurrency-guard_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  reserved_concurrent_executions = "<RESERVED_CONCURRENCY>"
}

# unversioned-deployment at unversioned-deployment-settings-1
# The alias live is bypassed: arn:aws:sqs:eu-west-1:111122223333:unversioned-deployment-settings-1-work invokes $LATEST.
resource "aws_lambda_event_source_mapping" "unversioned-deployment-settings-1_unversioned-deployment-settings-1-work" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:unversioned-deployment-settings-1:live"
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:unversioned-deployment-settings-1-work"
}

# unversioned-deployment at unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The alias live is bypassed: arn:aws:sqs:eu-west-1:111122223333:unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work invokes $LATEST.
resource "aws_lambda_event_source_mapping" "unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:live"
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:unversioned-deployment_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work"
}

# whole-batch-retry at whole-batch-retry-settings-1
# The mapping uuid-whole-batch-retry-settings-1 of arn:aws:sqs:eu-west-1:111122223333:whole-batch-retry-settings-1-work hands over up to 10 records, and repeats all of them when one fails.
resource "aws_lambda_event_source_mapping" "whole-batch-retry-settings-1_whole-batch-retry-settings-1-work" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:whole-batch-retry-settings-1"
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:whole-batch-retry-settings-1-work"
  function_response_types = ["ReportBatchItemFailures"]
}

# whole-batch-retry at whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:sqs:eu-west-1:111122223333:whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work hands over up to 10 records, and repeats all of them when one fails.
resource "aws_lambda_event_source_mapping" "whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:whole-batch-retry_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-work"
  function_response_types = ["ReportBatchItemFailures"]
}

# whole-batch-retry at whole-batch-retry-settings-2
# The mapping uuid-whole-batch-retry-settings-2 of arn:aws:kinesis:eu-west-1:111122223333:stream/whole-batch-retry-settings-2 hands over up to 100 records, and repeats all of them when one fails.
resource "aws_lambda_event_source_mapping" "whole-batch-retry-settings-2_whole-batch-retry-settings-2" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:whole-batch-retry-settings-2"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/whole-batch-retry-settings-2"
  function_response_types = ["ReportBatchItemFailures"]
}

# whole-batch-retry at whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The mapping uuid-whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx of arn:aws:kinesis:eu-west-1:111122223333:stream/whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx hands over up to 100 records, and repeats all of them when one fails.
resource "aws_lambda_event_source_mapping" "whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  event_source_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/whole-batch-retry_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  function_response_types = ["ReportBatchItemFailures"]
}

# nat-for-aws-services at nat-for-aws-services-settings-1
# S3 is reached through a NAT gateway: vpc-0123456789abcdef0 has no gateway endpoint for it in rtb-in.
resource "aws_vpc_endpoint" "vpc-0123456789abcdef0_s3" {
  vpc_id          = "vpc-0123456789abcdef0"
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = ["rtb-in"]
}

# missing-alarms at missing-alarms-settings-1
# No alarm watches the function's Errors or Throttles.
resource "aws_cloudwatch_metric_alarm" "missing-alarms-settings-1-errors" {
  alarm_name          = "missing-alarms-settings-1-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "missing-alarms-settings-1" }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["<TOPIC_ARN>"]
}

# missing-alarms at missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# No alarm watches the function's Errors or Throttles.
resource "aws_cloudwatch_metric_alarm" "missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors" {
  alarm_name          = "missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "missing-alarms_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["<TOPIC_ARN>"]
}

# missing-alarms at missing-alarms-settings-2
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms-settings-2 off 'x' $(y) has no active action for the state ALARM.
resource "aws_cloudwatch_metric_alarm" "missing-alarms-settings-2_off__x____y_" {
  alarm_name = "missing-alarms-settings-2 off 'x' $(y)"
  actions_enabled = true
}

# missing-alarms at missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx off 'x' $(y) has no active action for the state ALARM.
resource "aws_cloudwatch_metric_alarm" "missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_off__x____y_" {
  alarm_name = "missing-alarms_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx off 'x' $(y)"
  actions_enabled = true
}

# missing-alarms at missing-alarms-settings-3
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms-settings-3-errors has no active action for the state ALARM.
resource "aws_cloudwatch_metric_alarm" "missing-alarms-settings-3-errors-notify" {
  alarm_name          = "missing-alarms-settings-3-errors-notify"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "missing-alarms-settings-3" }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["<TOPIC_ARN>"]
}

# missing-alarms at missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The alarm on the function's Errors or Throttles notifies no one: missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors has no active action for the state ALARM.
resource "aws_cloudwatch_metric_alarm" "missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors-notify" {
  alarm_name          = "missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-errors-notify"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "missing-alarms_3_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["<TOPIC_ARN>"]
}

# unbounded-log-retention at unbounded-log-retention-settings-1
# The log group /aws/lambda/unbounded-log-retention-settings-1 never expires; it holds 0.0 kB.
resource "aws_cloudwatch_log_group" "unbounded-log-retention-settings-1" {
  name = "/aws/lambda/unbounded-log-retention-settings-1"
  retention_in_days = 30
}

# unbounded-log-retention at unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The log group /aws/lambda/unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx never expires; it holds 0.0 kB.
resource "aws_cloudwatch_log_group" "unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  name = "/aws/lambda/unbounded-log-retention_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  retention_in_days = 30
}

# unstructured-logs at unstructured-logs-settings-1
# The log format is Text.
resource "aws_lambda_function" "unstructured-logs-settings-1" {
  function_name = "unstructured-logs-settings-1"
  logging_config {
    log_format = "JSON"
  }
}

# unstructured-logs at unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The log format is Text.
resource "aws_lambda_function" "unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "unstructured-logs_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  logging_config {
    log_format = "JSON"
  }
}

# outdated-layer at outdated-layer-settings-1
# The function uses version 1 of the layer old; the newest is 4.
resource "aws_lambda_function" "outdated-layer-settings-1" {
  function_name = "outdated-layer-settings-1"
  layers = ["arn:aws:lambda:eu-west-1:111122223333:layer:tools:3", "arn:aws:lambda:eu-west-1:111122223333:layer:old:4"]
}

# outdated-layer at outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function uses version 1 of the layer old; the newest is 4.
resource "aws_lambda_function" "outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "outdated-layer_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  layers = ["arn:aws:lambda:eu-west-1:111122223333:layer:old:4"]
}

# partial-wildcard-action at partial-wildcard-action-settings-1
# In the policy more2, statement 0 allows 63 actions (written as s3:Get*).
resource "aws_iam_role_policy" "partial-wildcard-action-settings-1-role_more2" {
  name   = "more2"
  role   = "partial-wildcard-action-settings-1-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "arn:aws:s3:::covers/*"}]})
}

# partial-wildcard-action at partial-wildcard-action_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# In the policy more1, statement 0 allows 63 actions (written as s3:Get*).
resource "aws_iam_role_policy" "partial-wildcard-action_1_--xxxxxxxxxxxx_____-role_more1" {
  name   = "more1"
  role   = "partial-wildcard-action_1_--xxxxxxxxxxxx+=,.@-role"
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "arn:aws:s3:::covers/*"}]})
}

# cold-start-exposed at cold-start-exposed-settings-1
# Cold starts of java21 with 118.2 kB of code keep apigateway.amazonaws.com waiting; SnapStart is off.
resource "aws_lambda_function" "cold-start-exposed-settings-1" {
  function_name = "cold-start-exposed-settings-1"
  publish = true
  snap_start {
    apply_on = "PublishedVersions"
  }
}

# cold-start-exposed at cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Cold starts of java21 with 117.2 kB of code keep apigateway.amazonaws.com waiting; SnapStart is off.
resource "aws_lambda_function" "cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "cold-start-exposed_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  publish = true
  snap_start {
    apply_on = "PublishedVersions"
  }
}

# maximal-timeout at maximal-timeout-settings-1
# The timeout is 900 s.
resource "aws_lambda_function" "maximal-timeout-settings-1" {
  function_name = "maximal-timeout-settings-1"
  timeout = 60
}

# maximal-timeout at maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The timeout is 900 s.
resource "aws_lambda_function" "maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "maximal-timeout_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  timeout = 60
}

# maximal-timeout at maximal-timeout-settings-2
# The timeout is 900 s, but 99 % of the invocations end within 2.0 s.
resource "aws_lambda_function" "maximal-timeout-settings-2" {
  function_name = "maximal-timeout-settings-2"
  timeout = 5
}

# maximal-timeout at maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The timeout is 900 s, but 99 % of the invocations end within 2.0 s.
resource "aws_lambda_function" "maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "maximal-timeout_2_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  timeout = 5
}

# memory-misfit at memory-misfit-settings-1
# The memory of 512 MB is not what it needs; Compute Optimizer recommends 1024 MB.
resource "aws_lambda_function" "memory-misfit-settings-1" {
  function_name = "memory-misfit-settings-1"
  memory_size = 1024
}

# memory-misfit at memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The memory of 512 MB is not what it needs; Compute Optimizer recommends 1024 MB.
resource "aws_lambda_function" "memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "memory-misfit_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  memory_size = 1024
}

# pinned-runtime at pinned-runtime-settings-1
# Runtime updates are set to Manual, so the function gets no security patches.
resource "aws_lambda_runtime_management_config" "pinned-runtime-settings-1" {
  function_name     = "pinned-runtime-settings-1"
  update_runtime_on = "Auto"
}

# pinned-runtime at pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# Runtime updates are set to Manual, so the function gets no security patches.
resource "aws_lambda_runtime_management_config" "pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name     = "pinned-runtime_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  update_runtime_on = "Auto"
}

# unencrypted-by-customer-key at unencrypted-by-customer-key-settings-1
# No customer managed key encrypts 1 variable that seems secret: AWS's own key decrypts the value for every reader of the configuration.
resource "aws_lambda_function" "unencrypted-by-customer-key-settings-1" {
  function_name = "unencrypted-by-customer-key-settings-1"
  kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/<KEY_ID>"
}

# unencrypted-by-customer-key at unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# No customer managed key encrypts 1 variable that seems secret: AWS's own key decrypts the value for every reader of the configuration.
resource "aws_lambda_function" "unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "unencrypted-by-customer-key_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/<KEY_ID>"
}

# oversized-tmp at oversized-tmp-settings-1
# The function has 2048 MB of /tmp; 512 MB cost nothing extra.
resource "aws_lambda_function" "oversized-tmp-settings-1" {
  function_name = "oversized-tmp-settings-1"
  ephemeral_storage {
    size = 512
  }
}

# oversized-tmp at oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function has 2048 MB of /tmp; 512 MB cost nothing extra.
resource "aws_lambda_function" "oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "oversized-tmp_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  ephemeral_storage {
    size = 512
  }
}

# untagged-function at untagged-function-settings-1
# The function has no tag.
resource "aws_lambda_function" "untagged-function-settings-1" {
  function_name = "untagged-function-settings-1"
  tags = {
    "owner" = "<VALUE>"
  }
}

# untagged-function at untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The function has no tag.
resource "aws_lambda_function" "untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "untagged-function_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  tags = {
    "owner" = "<VALUE>"
  }
}

# shared-role at shared-role-settings-1
# The role shared-role-settings-1-role is used by 2 functions.
resource "aws_iam_role" "shared-role-settings-1-role-2" {
  name = "shared-role-settings-1-role-2"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow", "Principal": {"Service": "edgelambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}
resource "aws_iam_role_policy" "shared-role-settings-1-role-2_own" {
  name   = "own"
  role   = aws_iam_role.shared-role-settings-1-role-2.name
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/shared-role-settings-1:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]})
}
resource "aws_iam_role_policy" "shared-role-settings-1-role-2_more1" {
  name   = "more1"
  role   = aws_iam_role.shared-role-settings-1-role-2.name
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::covers/*", "Sid": "Covers", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, {"Effect": "Allow", "Action": "sns:Publish", "Resource": ["arn:aws:sns:eu-west-1:111122223333:done", "arn:aws:sns:eu-west-1:111122223333:failed"]}]})
}
resource "aws_lambda_function" "shared-role-settings-1" {
  function_name = "shared-role-settings-1"
  role = aws_iam_role.shared-role-settings-1-role-2.arn
}

# shared-role at shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
# The role shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxx+=,.@-role is used by 2 functions.
resource "aws_iam_role" "shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role" {
  name = "shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role"
  assume_role_policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
}
resource "aws_iam_role_policy" "shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role_a_b_c_d_e_f-_" {
  name   = "a+b=c,d.e@f-_"
  role   = aws_iam_role.shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role.name
  policy = jsonencode({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:*"}, {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}]})
}
resource "aws_lambda_function" "shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
  function_name = "shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  role = aws_iam_role.shared-role_1_--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-role.arn
}
