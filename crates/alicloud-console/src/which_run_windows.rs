//! The operation that tells of several instances what a console page has to be told.

use std::collections::BTreeMap;

use alicloud::{Api, DecodeError, Draft, Operation, PagedItems as _, Reply, RequestError, Value};
use alicloud_ecs::DescribeInstances;

/// Asks which of several instances run Windows: [`DescribeInstances`], reduced to them. One call
/// does for [`WhichRunWindows::AT_MOST`] of them.
///
/// ```
/// use alicloud::{Anonymous, Response, Session, blocking::Client};
/// use alicloud_console::WhichRunWindows;
/// # let transport = |_request| Ok(Response::new(
/// #     r#"{"RequestId":"1450F2D7","Instances":{"Instance":[
/// #     {"InstanceId":"i-1","OSType":"windows"},{"InstanceId":"i-2","OSType":"linux"}]}}"#.into()));
/// # let session = Session::new("https://ecs.aliyuncs.com", Anonymous)?;
///
/// let client = Client::with_transport(session, transport);
/// let windows = client.send(&WhichRunWindows::new("cn-qingdao", ["i-1", "i-2", "i-3"]))?;
/// assert_eq!(windows.get("i-1"), Some(&true));
/// assert_eq!(windows.get("i-2"), Some(&false));
/// assert_eq!(windows.get("i-3"), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct WhichRunWindows {
    describe: DescribeInstances,
    instance_ids: Vec<String>,
}

impl WhichRunWindows {
    /// The most instances that the API takes in one call.
    pub const AT_MOST: usize = 100;

    /// Asks about `instance_ids` in `region_id`. A call about none or too many of them is refused.
    #[must_use]
    pub fn new(
        region_id: impl Into<String>,
        instance_ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let instance_ids: Vec<String> = instance_ids.into_iter().map(Into::into).collect();
        let describe = DescribeInstances::new(region_id)
            .instance_ids(Value::from(instance_ids.as_slice()).to_string())
            // All on one page.
            .max_results(Self::AT_MOST as i64);
        Self {
            describe,
            instance_ids,
        }
    }

    /// The ids of the instances it asks about.
    #[must_use]
    pub fn instance_ids(&self) -> &[String] {
        &self.instance_ids
    }
}

impl Operation for WhichRunWindows {
    /// Whether each runs Windows, by its id. An instance is left out if there is none of that id in
    /// the region, if the caller lacks the permission to see it, or if the reply doesn't tell.
    type Output = BTreeMap<String, bool>;

    fn api(&self) -> &Api {
        self.describe.api()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        if !(1..=Self::AT_MOST).contains(&self.instance_ids.len()) {
            let problem = "it has to be from 1 to 100 instances";
            draft.refuse(RequestError::invalid_parameter("InstanceIds", problem));
        }
        self.describe.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
        let listed = DescribeInstances::items(self.describe.read(reply)?);
        let told = listed.into_iter().filter_map(|instance| {
            let os_type = instance.os_type.filter(|os_type| !os_type.is_empty())?;
            let windows = os_type.eq_ignore_ascii_case("windows");
            Some((instance.instance_id, windows))
        });
        Ok(told.collect())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use alicloud::{Anonymous, Error, Request, Response, Session, blocking::Client, http::Method};

    use super::*;

    /// What is made of a reply that lists `instances`, and the requests.
    fn asked(
        operation: &WhichRunWindows,
        instances: &str,
    ) -> (Result<BTreeMap<String, bool>, Error>, Vec<String>) {
        let session = Session::new("https://ecs.example", Anonymous).unwrap();
        let uris = RefCell::new(Vec::new());
        let client = Client::with_transport(session.method(Method::GET), |request: Request| {
            uris.borrow_mut().push(request.uri().to_string());
            let body = format!(r#"{{"Instances":{{"Instance":[{instances}]}}}}"#);
            Ok(Response::new(body.into()))
        });
        (client.send(operation), uris.take())
    }

    #[test]
    fn each_that_is_listed_with_its_system_is_told_of() {
        let operation = WhichRunWindows::new("cn-qingdao", ["i-1", "i-2", "i-3", "i-4", "i-5"]);
        let instances = r#"{"InstanceId":"i-2","OSType":"linux"},
            {"InstanceId":"i-1","OSType":"Windows"},
            {"InstanceId":"i-3"},
            {"InstanceId":"i-4","OSType":""}"#;
        let (outcome, uris) = asked(&operation, instances);
        let told = [("i-1", true), ("i-2", false)].map(|(id, windows)| (id.to_owned(), windows));
        assert_eq!(outcome.unwrap(), BTreeMap::from(told));

        let [uri] = &*uris else { panic!("{uris:?}") };
        for part in [
            "Action=DescribeInstances&",
            "InstanceIds=%5B%22i-1%22%2C%22i-2%22%2C%22i-3%22%2C%22i-4%22%2C%22i-5%22%5D",
            "MaxResults=100",
        ] {
            assert!(uri.contains(part), "no {part} in {uri}");
        }
    }

    #[test]
    fn none_and_too_many_are_refused_before_anything_is_sent() {
        for count in [0, 101] {
            let operation = WhichRunWindows::new("cn-qingdao", vec!["i-1"; count]);
            let (outcome, uris) = asked(&operation, "");
            let Err(Error::Request(error)) = &outcome else {
                panic!("{outcome:?}")
            };
            let said = error.to_string();
            assert!(
                said.contains("InstanceIds") && said.contains("from 1 to 100"),
                "{said}"
            );
            assert!(uris.is_empty());
        }
        let (outcome, _) = asked(&WhichRunWindows::new("cn-1", vec!["i-1"; 100]), "");
        assert!(outcome.unwrap().is_empty());
    }
}
