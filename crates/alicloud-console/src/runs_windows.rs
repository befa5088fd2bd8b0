//! The operation that tells what a console page has to be told of an instance.

use alicloud::{Api, DecodeError, DecodeProblem, Draft, Operation, PagedItems as _, Reply, Value};
use alicloud_ecs::DescribeInstances;

/// Asks whether an instance runs Windows: [`DescribeInstances`], reduced to the one instance.
///
/// The answer is for [`OpenConsole::windows`](crate::OpenConsole::windows). Ask before opening the
/// console, since its URL is short-lived.
///
/// ```
/// use alicloud::{Anonymous, Response, Session, blocking::Client};
/// use alicloud_console::{OpenConsole, RunsWindows};
/// # let transport = |_request| Ok(Response::new(
/// #     r#"{"RequestId":"1450F2D7","VncUrl":"ws%3A%2F%2Fvnc.example%2F%3Fs%3D1",
/// #     "Instances":{"Instance":[{"InstanceId":"i-bp1","OSType":"windows"}]}}"#.into()));
/// # let session = Session::new("https://ecs.aliyuncs.com", Anonymous)?;
///
/// let client = Client::with_transport(session, transport);
/// let Some(windows) = client.send(&RunsWindows::new("cn-qingdao", "i-bp1"))? else {
///     return Err("there is no such instance, or it may not be seen".into());
/// };
/// let console = client.send(&OpenConsole::new("cn-qingdao", "i-bp1").windows(windows))?;
/// assert!(console.url().ends_with("&instanceId=i-bp1&isWindows=true"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RunsWindows {
    describe: DescribeInstances,
    instance_id: String,
}

impl RunsWindows {
    /// Asks about `instance_id` in `region_id`.
    #[must_use]
    pub fn new(region_id: impl Into<String>, instance_id: impl Into<String>) -> Self {
        let instance_id = instance_id.into();
        let instance_ids = Value::from([instance_id.as_str()].as_slice()).to_string();
        Self {
            describe: DescribeInstances::new(region_id).instance_ids(instance_ids),
            instance_id,
        }
    }
}

impl Operation for RunsWindows {
    /// Whether it runs Windows. `None` if no such instance is listed: there is none in the region,
    /// or the caller lacks the permission to see it, which is no error of this operation.
    type Output = Option<bool>;

    fn api(&self) -> &Api {
        self.describe.api()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        self.describe.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Option<bool>, DecodeError> {
        let listed = DescribeInstances::items(self.describe.read(reply)?);
        let mut listed = listed.into_iter().enumerate();
        let wanted = listed.find(|(_, instance)| instance.instance_id == self.instance_id);
        let Some((index, instance)) = wanted else {
            return Ok(None);
        };
        match instance.os_type.as_deref() {
            None | Some("") => {
                let path = format!("Instances.Instance.{index}.OSType");
                Err(DecodeError::new(path, DecodeProblem::Missing))
            }
            Some(os_type) => Ok(Some(os_type.eq_ignore_ascii_case("windows"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use alicloud::{Anonymous, Error, Request, Response, Session, blocking::Client, http::Method};

    use super::*;

    /// What is made of a reply that lists `instances`, and the request.
    fn asked(instance_id: &str, instances: &str) -> (Result<Option<bool>, Error>, String) {
        let session = Session::new("https://ecs.example", Anonymous).unwrap();
        let uri = RefCell::new(String::new());
        let client = Client::with_transport(session.method(Method::GET), |request: Request| {
            *uri.borrow_mut() = request.uri().to_string();
            let body = format!(r#"{{"Instances":{{"Instance":[{instances}]}}}}"#);
            Ok(Response::new(body.into()))
        });
        let outcome = client.send(&RunsWindows::new("cn-qingdao", instance_id));
        (outcome, uri.take())
    }

    #[test]
    fn the_kind_of_the_operating_system_tells() {
        for (instances, windows) in [
            (r#"{"InstanceId":"i-1","OSType":"windows"}"#, Some(true)),
            (r#"{"InstanceId":"i-1","OSType":"Windows"}"#, Some(true)),
            (r#"{"InstanceId":"i-1","OSType":"linux"}"#, Some(false)),
            (
                r#"{"InstanceId":"i-2","OSType":"linux"},{"InstanceId":"i-1","OSType":"windows"}"#,
                Some(true),
            ),
            (r#"{"InstanceId":"i-2","OSType":"windows"}"#, None),
            ("", None),
        ] {
            let (outcome, _) = asked("i-1", instances);
            assert_eq!(outcome.unwrap(), windows, "{instances}");
        }
    }

    #[test]
    fn an_instance_without_one_is_no_answer() {
        for instances in [
            r#"{"InstanceId":"i-1"}"#,
            r#"{"InstanceId":"i-1","OSType":""}"#,
        ] {
            let (outcome, _) = asked("i-1", instances);
            let error = outcome.unwrap_err();
            let Error::Decode(error) = &error else {
                panic!("{error}")
            };
            assert_eq!(error.path(), "Instances.Instance.0.OSType");
            assert_eq!(error.problem(), &DecodeProblem::Missing);
        }
    }

    #[test]
    fn the_id_travels_as_a_json_list() {
        let (_, uri) = asked("i-\"1\"", "");
        assert!(uri.contains("Action=DescribeInstances&"), "{uri}");
        assert!(
            uri.contains("InstanceIds=%5B%22i-%5C%221%5C%22%22%5D"),
            "{uri}"
        );
    }
}
