"""Values of 4 KB that are made to keep a pattern busy."""

ADVERSARIAL = (
    "a" * 4096, "A" * 4096, "=" * 4096, ":" * 4096, "://" * 1365, "@" * 4096, "a:b@" * 1024,
    "x://a:" + "b" * 4000, "x://" * 1024, "postgres://a:b" * 290, "key=" * 1024, "password=" * 455,
    "password:" * 455, "token = " * 512, '{"a":' * 819, "[" * 4096, '"' * 4096, "${" * 2048,
    "{{" * 2048, "eyJ" * 1365, "eyJa." * 819, "sk-" * 1365, "glpat-" * 682, "xoxb-" * 819,
    "-----BEGIN " * 372, "-----BEGIN PRIVATE KEY" * 186, "Bearer " * 585, "/" * 4096, "/a" * 2048,
    "a/" * 2048, "a-" * 2048, "a_" * 2048, "a." * 2048, "-" * 4096, "--password " * 372,
    "--a-" * 1024, "AKIA" * 1024, "SG." * 1365, "s." * 2048, "\x00" * 4096, "\ud800" * 4096,
    "é" * 4096, "0" * 4096, "0x" * 2048, " " * 4096, "a " * 2048, "^" + "a" * 4000 + "$",
    "arn:" * 1024, "https://" + "a" * 4000, "https://" + "a." * 2000, "<" * 4096, "M" * 4096,
    "M." * 2048, "Mabc" * 1024, "a,b" * 1365, "{" + '"password":"x1",' * 250 + '"a":"b"}',
    '{"a":{"b":"' + "QUJD" * 900 + '"}}', "QUJD" * 1024, "your " * 800, "x-" * 2000 + "here",
    "jdbc:oracle:thin:" + "a/" * 2000, "a:" * 2048, "host=x password=" * 250, "'" * 4096,
    "sig=" * 1024, "key-" * 1024, "-us" * 1365, "AccessKey=" * 409, "ghs_1_eyJ" * 455,
    "@sha256:" * 512, "A3-" * 1365, "::" * 2048, "1/" * 2048, "00" * 2048, "Q~" * 2048,
    "abQ~" * 1024, "$2b$" * 1024, "$argon2id$v=1$" * 290, "hooks.slack.com/services/" * 163,
    "maker.ifttt.com/" + "a/" * 2000, "AQE" * 1365, "AQEa-" * 819, "A_" * 2048, "A1_" * 1365,
    # command lines, password files, and lists that never end
    "mysql " * 680 + "-p", "mysql -p " * 450, "docker " * 200 + "login " * 300 + " -p",
    "redis-cli -a " * 300, "aws configure set " * 220, "curl --user a:bc " * 240,
    "a:5432:b:c:" * 370, "a:5432:b:c:dd\n" * 290, "sip:" * 1024, "%3D%3B" * 680, "%253D%253B" * 400,
    "PWD%3Dx%3B" * 400, "".join(f"password{i}=x1 " for i in range(270)),
    "".join(f"KEY_{i}=aB{i}c\n" for i in range(290)), "password=$password " * 210,
    "{" + ",".join(f'"password{i}":"secret"' for i in range(150)) + "}", "OrdersTable" * 370,
    "aA1-" * 1024, "/aA1b" * 800, "https://auth:" * 310, "İ token=a " * 400,
    "Bearer " * 40 + "bearer abcdefgh " * 230, "<password>x</password>" * 180,
)  # fmt: skip
