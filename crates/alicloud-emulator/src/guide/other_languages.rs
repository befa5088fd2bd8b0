//! Calling the emulator with the vendor's SDKs for Python and Go.
//!
//! Any client that signs calls can use the emulator. The client needs the endpoint with the scheme
//! `http`, and the credentials that the emulator accepts. `ecs-console emulator --output json`
//! prints them in one line of JSON, when the emulator accepts calls:
//!
//! ```json
//! {"Endpoint": "http://127.0.0.1:8080", "ConsolePage": "http://127.0.0.1:8080/_emulator/console",
//!  "RegionId": "cn-qingdao", "AccessKeyId": "emulator-key-id",
//!  "AccessKeySecret": "emulator-key-secret", "Instances": [{"RegionId": "cn-qingdao",
//!  "InstanceId": "i-emulator-running", "Status": "Running", "OSType": "linux"}, ...]}
//! ```
//!
//! The emulator serves all operations of ECS. The option `--spec FILE` adds the operations of
//! another product, from the vendor's `api-docs.json`. `cargo install ecs-console` installs the
//! command.
//!
//! Both programs start an emulator, set a reply, call an operation, and print the calls that the
//! emulator received. The [control endpoints](super::control_endpoints) also set errors and
//! instances, and inject faults.
//!
//! # Python
//!
//! Install the SDK with `pip install alibabacloud_ecs20140526`:
//!
//! ```python
//! import json
//! import subprocess
//! import urllib.request
//!
//! from alibabacloud_ecs20140526 import models
//! from alibabacloud_ecs20140526.client import Client
//! from alibabacloud_tea_openapi.models import Config
//!
//! emulator = subprocess.Popen(
//!     ["ecs-console", "emulator", "--output", "json"], stdout=subprocess.PIPE, text=True
//! )
//! # The line appears when the emulator accepts calls.
//! started = json.loads(emulator.stdout.readline())
//!
//!
//! def control(method, path, body=None):
//!     data = None if body is None else json.dumps(body).encode()
//!     url = started["Endpoint"] + path
//!     request = urllib.request.Request(url, data, method=method)
//!     with urllib.request.urlopen(request) as answer:
//!         text = answer.read()
//!     return json.loads(text) if text else None
//!
//!
//! try:
//!     client = Client(Config(
//!         protocol="http",
//!         endpoint=started["Endpoint"].removeprefix("http://"),
//!         access_key_id=started["AccessKeyId"],
//!         access_key_secret=started["AccessKeySecret"],
//!     ))
//!
//!     regions = client.describe_regions(models.DescribeRegionsRequest())
//!     print(len(regions.body.regions.region), "regions")
//!
//!     control("PUT", "/_emulator/replies", {"action": "CreateVpc", "reply": {"VpcId": "vpc-1"}})
//!     request = models.CreateVpcRequest(region_id=started["RegionId"])
//!     print(client.create_vpc(request).body.vpc_id)
//!
//!     for call in control("GET", "/_emulator/requests")["requests"]:
//!         print(call["action"], call["status"])
//! finally:
//!     emulator.terminate()
//! ```
//!
//! # Go
//!
//! The project's tests run the Python program, but not the Go program. Add the SDK to the
//! module:
//!
//! ```text
//! go get github.com/alibabacloud-go/ecs-20140526/v7/client
//! ```
//!
//! ```go
//! package main
//!
//! import (
//!     "encoding/json"
//!     "fmt"
//!     "io"
//!     "net/http"
//!     "os/exec"
//!     "strings"
//!
//!     openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
//!     ecs "github.com/alibabacloud-go/ecs-20140526/v7/client"
//!     "github.com/alibabacloud-go/tea/tea"
//! )
//!
//! type started struct {
//!     Endpoint, RegionId, AccessKeyId, AccessKeySecret string
//! }
//!
//! type journal struct {
//!     Requests []struct {
//!         Action string
//!         Status int
//!     }
//! }
//!
//! func run() error {
//!     emulator := exec.Command("ecs-console", "emulator", "--output", "json")
//!     stdout, err := emulator.StdoutPipe()
//!     if err != nil {
//!         return err
//!     }
//!     if err := emulator.Start(); err != nil {
//!         return err
//!     }
//!     defer emulator.Process.Kill()
//!     // The line appears when the emulator accepts calls.
//!     var at started
//!     if err := json.NewDecoder(stdout).Decode(&at); err != nil {
//!         return err
//!     }
//!
//!     client, err := ecs.NewClient(&openapi.Config{
//!         Protocol:        tea.String("http"),
//!         Endpoint:        tea.String(strings.TrimPrefix(at.Endpoint, "http://")),
//!         AccessKeyId:     tea.String(at.AccessKeyId),
//!         AccessKeySecret: tea.String(at.AccessKeySecret),
//!     })
//!     if err != nil {
//!         return err
//!     }
//!
//!     reply := `{"action": "CreateVpc", "reply": {"VpcId": "vpc-1"}}`
//!     if _, err := control(at, http.MethodPut, "/_emulator/replies", reply); err != nil {
//!         return err
//!     }
//!     vpc, err := client.CreateVpc(&ecs.CreateVpcRequest{RegionId: tea.String(at.RegionId)})
//!     if err != nil {
//!         return err
//!     }
//!     fmt.Println(tea.StringValue(vpc.Body.VpcId))
//!
//!     text, err := control(at, http.MethodGet, "/_emulator/requests", "")
//!     if err != nil {
//!         return err
//!     }
//!     var calls journal
//!     if err := json.Unmarshal(text, &calls); err != nil {
//!         return err
//!     }
//!     for _, call := range calls.Requests {
//!         fmt.Println(call.Action, call.Status)
//!     }
//!     return nil
//! }
//!
//! func control(at started, method, path, body string) ([]byte, error) {
//!     request, err := http.NewRequest(method, at.Endpoint+path, strings.NewReader(body))
//!     if err != nil {
//!         return nil, err
//!     }
//!     answer, err := http.DefaultClient.Do(request)
//!     if err != nil {
//!         return nil, err
//!     }
//!     defer answer.Body.Close()
//!     text, err := io.ReadAll(answer.Body)
//!     if err == nil && answer.StatusCode >= 300 {
//!         err = fmt.Errorf("%s: %s", answer.Status, text)
//!     }
//!     return text, err
//! }
//!
//! func main() {
//!     if err := run(); err != nil {
//!         panic(err)
//!     }
//! }
//! ```
