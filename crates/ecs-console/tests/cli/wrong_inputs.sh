#!/bin/sh
# Runs ecs-console with wrong inputs and checks the exit status and the start of the first line on
# stderr. The argument is the path of the program. Nothing leaves this machine.
set -u
program=$1
failed=0
number=0

# expect STATUS FIRST-LINE ARGUMENT...
expect() {
  status=$1 line=$2
  shift 2
  run "$@"
  check "$line" "$(printf '%s\n' "$stderr" | head -n 1)" "$@"
}

# expect_note STATUS SECOND-LINE ARGUMENT...: like expect, if the first line names the emulator.
expect_note() {
  status=$1 line=$2
  shift 2
  run "$@"
  check 'Using the emulator at http://127.0.0.1:' "$(printf '%s\n' "$stderr" | head -n 1)" "$@"
  check "$line" "$(printf '%s\n' "$stderr" | sed -n 2p)" "$@"
}

# Sets $stderr and $got, the exit status.
run() {
  number=$((number + 1))
  stderr=$(env -i HOME=/nonexistent ALIBABA_CLOUD_ECS_METADATA_DISABLED=true $variables \
    "$program" "$@" 2>&1 > /dev/null < /dev/null)
  got=$?
  # This file is searched for secrets.
  printf '%s\n' "$stderr" >> "${ALICLOUD_TEST_TRACE:-/dev/null}"
}

# check EXPECTED GOT ARGUMENT...
check() {
  expected=$1 shown=$2
  shift 2
  case $shown in
    "$expected"*) [ "$got" = "$status" ] && return ;;
  esac
  failed=1
  printf '%s: ecs-console %s\n  expected %s: %s\n  got      %s: %s\n' \
    "$number" "$*" "$status" "$expected" "$got" "$shown"
}

variables=
expect 2 "error: unrecognized subcommand 'instnces'" instnces
expect 2 "error: unrecognized subcommand 'i-bp1'" i-bp1
expect 2 "error: unexpected argument 'i-bp1' found" url i-bp1
expect 2 "error: unexpected argument 'i-bp1' found" -v url i-bp1
expect 2 "error: unexpected argument 'cn-hangzhou' found" instances cn-hangzhou
expect 2 "error: unexpected argument '--emulatr' found" url --emulatr
expect 2 "error: unexpected argument '--format' found" regions --format xml
expect 2 "error: the following required arguments were not provided:" url --region-id cn-qingdao
expect 2 "error: a value is required for '--instance-id <ID>'" url --instance-id
expect 2 "error: invalid value 'i&x' for '--instance-id <ID>': an instance id must" \
  url --instance-id 'i&x'
expect 2 "error: invalid value '../evil' for '--region-id <ID>': the region id" \
  instances --region-id ../evil
expect 2 "error: invalid value 'web-*' for '--name <NAME>': a name with * is a pattern" \
  url --name 'web-*'
expect 2 "error: the argument '--name <NAME>' cannot be used with '--instance-id <ID>'" \
  url --name web --instance-id i-1
expect 2 "error: invalid value 'vnc3' for '--page <PAGE>'" url --emulator --page vnc3
expect 2 "error: invalid value '60' for '--wait <DURATION>': a duration must" url --emulator --wait 60
expect 2 "error: invalid value '25h' for '--timeout <DURATION>': the duration must" \
  regions --timeout 25h
expect 2 "error: invalid value '11' for '--retries <NUMBER>': 11 is not in 0..=10" \
  regions --retries 11
expect 2 "error: invalid value '65' for '--concurrency <NUMBER>': the number must" \
  url --emulator --concurrency 65
expect 2 "error: invalid value 'running' for '--status <STATE>'" instances --status running
expect 2 "error: invalid value 'text' for '--output <FORMAT>'" instances --output text
expect 2 "error: the argument '--emulator' cannot be used with '--endpoint <URL>'" \
  regions --emulator --endpoint https://ecs.aliyuncs.com
expect 2 "error: the argument '--open' cannot be used with several instances" \
  url --instance-id i-1 --instance-id i-2 --open
expect 2 "error: no region is set: pass --region-id, or set" instances
expect 2 "cn-hangzho is not a known region (did you mean cn-hangzhou?); using" \
  instances --region-id cn-hangzho
expect 2 "error: the request can't be signed: no credentials were found:" regions
expect_note 2 "error: --user-agent: the user agent has" regions --emulator --user-agent 'é'
expect 2 "error: \"ulr\" is not a command (did you mean url?)" man ulr
expect 2 "error: invalid value 'bsh' for '<SHELL>'" completions bsh
expect_note 1 "error: InvalidInstanceId.NotFound: The specified InstanceId does not exist." \
  url --emulator --instance-id i-bp1
expect_note 1 "error: no instance in cn-qingdao has the name \"nobody\"" url --emulator --name nobody
variables="ALIBABA_CLOUD_ACCESS_KEY_ID=testid ALIBABA_CLOUD_ACCESS_KEY_SECRET=testsecret"
expect 2 "error: --endpoint: the endpoint has no scheme: write https://HOST" \
  regions --endpoint ecs.aliyuncs.com
variables=ECS_CONSOLE_VNC_PASSWORD=12345
expect 2 "error: ECS_CONSOLE_VNC_PASSWORD: the VNC password has 5 characters: use exactly six" \
  url --emulator
variables=ECS_CONSOLE_PAGE=vnc3
expect 2 "error: ECS_CONSOLE_PAGE: unknown page \"vnc3\": use vnc or vnc2" url --emulator

exit "$failed"
