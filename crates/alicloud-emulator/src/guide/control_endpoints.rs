//! Faults, replies, errors, the scenario and the journal over HTTP.
//!
//! Tests in another process change a running emulator over HTTP. Tests in the same process call the
//! methods of [`Emulator`](crate::Emulator) or [`Gateway`](crate::Gateway) instead.
//!
//! | path | GET | PUT | DELETE | methods |
//! |---|---|---|---|---|
//! | `/_emulator/faults` | counts the pending faults | replaces the pending faults | removes the pending faults | [`inject`], [`clear_faults`] |
//! | `/_emulator/replies` | lists the pending replies | replaces the pending replies | removes the pending replies | [`add_reply`], [`clear_replies`] |
//! | `/_emulator/errors` | lists the pending errors | replaces the pending errors | removes the pending errors | [`add_error`], [`clear_errors`] |
//! | `/_emulator/scenario` | returns the scenario | replaces the scenario | restores the scenario from the start | [`set_scenario`], [`reset_scenario`] |
//! | `/_emulator/requests` | lists the received requests | | forgets the received requests | [`requests`], [`clear_requests`] |
//!
//! PUT and DELETE answer 204 without a body. GET answers 200 with JSON. A refused request is
//! answered with a line of text, which names the fault:
//!
//! | status | reason |
//! |---|---|
//! | 400 | the body or the query is invalid |
//! | 403 | the `Host` header is neither `localhost` nor a loopback address |
//! | 404 | the path is unknown; the line lists the endpoints |
//! | 405 | the endpoint doesn't support the method |
//! | 413 | the body has more than 1 MiB |
//!
//! A refused request changes nothing, even if only one item of a list is invalid.
//!
//! The check of `Host` protects against web pages. A page can let its host name resolve to this
//! machine (DNS rebinding), but the browser still sends that name in `Host`.
//!
//! `ecs-console emulator` prints a shell command that sets `ECS_CONSOLE_ENDPOINT`. The examples use
//! this variable.
//!
//! # Faults
//!
//! A [`Fault`](crate::Fault) replaces, damages or delays the next answer of any operation. The body
//! is an object or a list of objects:
//!
//! ```text
//! curl -X PUT "$ECS_CONSOLE_ENDPOINT/_emulator/faults" \
//!     -d '[{"kind": "throttling", "times": 2}, {"kind": "drip", "interval": 1000}]'
//! curl "$ECS_CONSOLE_ENDPOINT/_emulator/faults"
//! ```
//!
//! | member | value | kinds |
//! |---|---|---|
//! | `kind` | the name of the kind | all |
//! | `times` | the number of calls; the default is 1 | all |
//! | `delay` | the delay of the answer in milliseconds | all; required for `delay` |
//! | `headers` | an object of additional headers, without `Content-Length` and `Transfer-Encoding` | all |
//! | `bytes` | the length of the body | `body-of`, `unannounced-body-of` |
//! | `difference` | the error of `Content-Length` | `content-length-off-by` |
//! | `value` | the value of `Content-Type` | `content-type` |
//! | `interval` | the pause after each byte in milliseconds | `drip` |
//! | `status` | the HTTP status | `error`, `html`, `redirect`, `response` |
//! | `code`, `message` | the error code and the message | `error` |
//! | `location` | the value of `Location` | `redirect` |
//! | `body` | the text of the body | `response` |
//!
//! [`Fault::KINDS`](crate::Fault::KINDS) lists all kinds. The kinds without further members are
//! `cut-off`, `endless-body`, `gzip`, `invalid-utf8`, `no-answer`, `other-format`,
//! `reset-before-answer`, `reset-in-body`, `reset-in-headers`, `service-unavailable` and
//! `throttling`. Each kind is the name of a constructor of `Fault`, which documents the kind.
//!
//! # Replies
//!
//! A [`PreparedReply`](crate::PreparedReply) is the reply to valid calls of one operation. The body
//! is an object or a list of objects:
//!
//! ```text
//! curl -X PUT "$ECS_CONSOLE_ENDPOINT/_emulator/replies" \
//!     -d '{"action": "CreateVpc", "reply": {"VpcId": "vpc-1"}, "times": "always"}'
//! ```
//!
//! | member | value |
//! |---|---|
//! | `action` | the name of an operation that the emulator serves |
//! | `version` | the version of the operation; the default is every version |
//! | `reply` | the reply as an object, with the names of the API |
//! | `times` | the number of calls, or `"always"`; the default is 1 |
//!
//! Replies with a number of calls come before replies with `"always"`. A list of the API usually
//! has a wrapper object. In XML, a list becomes one element for each item:
//!
//! ```text
//! curl -X PUT "$ECS_CONSOLE_ENDPOINT/_emulator/replies" \
//!     -d '{"action": "DescribeVpcs", "reply": {"Vpcs": {"Vpc": [{"VpcId": "vpc-1"}]}}}'
//! curl "$ECS_CONSOLE_ENDPOINT/_emulator/replies"
//! ```
//!
//! GET returns the replies in the same form, with the remaining number of calls. PUT also accepts
//! the body that GET returned, here and for errors:
//!
//! ```json
//! {"replies": [{"action": "CreateVpc", "reply": {"VpcId": "vpc-1"}, "times": "always"}]}
//! ```
//!
//! # Errors
//!
//! A [`PreparedError`](crate::PreparedError) is an error that the specification of the operation
//! declares. The members are `action`, `version`, `times` and `code`:
//!
//! ```text
//! curl -X PUT "$ECS_CONSOLE_ENDPOINT/_emulator/errors" \
//!     -d '{"action": "DescribeVpcs", "code": "InvalidRegionId.NotFound", "times": 2}'
//! curl "$ECS_CONSOLE_ENDPOINT/_emulator/errors"
//! ```
//!
//! An undeclared code is refused, and the line of text lists the declared codes. The fault `error`
//! sends any code. Pending errors come before pending replies.
//!
//! # Scenario
//!
//! A [`Scenario`](crate::Scenario) contains the regions, the instances and the forbidden
//! operations. PUT replaces the whole scenario. The emulator then forgets the ids that calls
//! created, and the replies to calls with a `ClientToken`. Pagination tokens of `DescribeInstances`
//! become invalid:
//!
//! ```text
//! curl -X PUT "$ECS_CONSOLE_ENDPOINT/_emulator/scenario" -d '{
//!     "regions": ["cn-hangzhou"],
//!     "instances": [{"regionId": "cn-hangzhou", "id": "i-1", "status": "Stopped"}],
//!     "forbidden": ["DeleteInstance"]
//! }'
//! curl "$ECS_CONSOLE_ENDPOINT/_emulator/scenario"
//! ```
//!
//! GET returns the scenario in its current state, in the same form. All three members are optional.
//! The regions of the instances needn't be listed. An instance has these members:
//!
//! | member | value | default |
//! |---|---|---|
//! | `regionId` | the id of the region | required |
//! | `id` | the instance id, which is unique | required |
//! | `status` | `Pending`, `Starting`, `Running`, `Stopping` or `Stopped` | `Running` |
//! | `nextStatus` | the status that follows when `readyAfter` has passed | absent |
//! | `readyAfter` | the time that a change of the status takes, in milliseconds | 1000 |
//! | `osType` | `linux` or `windows` | `linux` |
//! | `instanceType` | the instance type | `ecs.g5.large` |
//! | `zoneId` | the id of the zone | zone b of the region |
//! | `name` | the name | the instance id |
//! | `vSwitchId` | the id of the virtual switch | `vsw-emulator` |
//! | `securityGroupIds` | the ids of the security groups | `["sg-emulator"]` |
//! | `privateIpAddress` | the private IP address | absent |
//! | `publicIpAddress` | the public IP address | absent |
//! | `tags` | a list of `{"key": "team", "value": "web"}` | `[]` |
//! | `listed` | whether `DescribeInstances` lists the instance | `true` |
//!
//! # Requests
//!
//! The journal lists the latest received requests, oldest first: at most 1000, and at most 16 MiB.
//! Requests to the control endpoints are not listed. The query selects an operation with `action`,
//! and the latest requests with `limit`:
//!
//! ```text
//! curl "$ECS_CONSOLE_ENDPOINT/_emulator/requests?action=CreateVpc&limit=1"
//! curl -X DELETE "$ECS_CONSOLE_ENDPOINT/_emulator/requests"
//! ```
//!
//! ```json
//! {"count": 2, "requests": [{
//!     "action": "CreateVpc", "method": "POST", "path": "/", "status": 200, "code": null,
//!     "parameters": {"RegionId": "cn-qingdao"}, "headers": {"x-acs-action": "CreateVpc"},
//!     "faulty": false, "connection": 1
//! }]}
//! ```
//!
//! `count` is the number of all received requests. The fields of
//! [`ReceivedRequest`](crate::ReceivedRequest) explain the members. Secrets are left out;
//! [`parameters`](crate::ReceivedRequest::parameters) explains the rules.
//!
//! [`clear_errors`]: crate::Emulator::clear_errors
//! [`clear_faults`]: crate::Emulator::clear_faults
//! [`clear_replies`]: crate::Emulator::clear_replies
//! [`clear_requests`]: crate::Emulator::clear_requests
//! [`inject`]: crate::Emulator::inject
//! [`requests`]: crate::Emulator::requests
//! [`reset_scenario`]: crate::Emulator::reset_scenario
//! [`add_error`]: crate::Emulator::add_error
//! [`add_reply`]: crate::Emulator::add_reply
//! [`set_scenario`]: crate::Emulator::set_scenario
