//! Failures as JSON.

use alicloud::error::TransportErrorKind;
use serde::Serialize;

use super::Failure;

/// The JSON object of a failure. The names are those of the API's error documents where possible.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Document {
    code: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recommend: Option<String>,
}

impl Document {
    /// The document of a failure that concerns all instances of a command.
    pub(super) fn new(failure: &Failure) -> Self {
        let (message, advice) = match failure {
            Failure::Usage(text) => usage(text),
            _ => {
                let advice = failure.advice().map(|advice| advice.into_owned());
                (joined(&failure.what()), advice)
            }
        };
        let api = failure.api();
        Self {
            code: api.map_or_else(
                || client_code(failure).to_owned(),
                |api| api.code().to_owned(),
            ),
            message: match (failure, api) {
                // The document has the code, the status and the request id already.
                (Failure::Call(_) | Failure::Region { .. }, Some(api)) => {
                    api.redacted_message().into_owned()
                }
                _ => message,
            },
            instance_id: None,
            http_status: api.map(|api| api.status().as_u16()),
            request_id: api.and_then(|api| api.request_id()).map(str::to_owned),
            advice,
            recommend: api.and_then(|api| api.recommend()).map(str::to_owned),
        }
    }

    pub(super) fn of_instance(&self, instance_id: &str) -> Self {
        Self {
            instance_id: Some(instance_id.to_owned()),
            ..self.clone()
        }
    }
}

/// The message and its details on one line.
fn joined(lines: &[String]) -> String {
    let (first, details) = match lines {
        [first, details @ ..] => (first.as_str(), details),
        [] => ("", lines),
    };
    let details: Vec<&str> = details.iter().map(|line| line.trim()).collect();
    [first, &details.join("; ")].join(" ").trim_end().to_owned()
}

/// The message and the tips in the text of the parser.
fn usage(text: &str) -> (String, Option<String>) {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .map(|line| line.trim_start_matches("error: ").to_owned())
        .collect();
    let (tips, message): (Vec<String>, Vec<String>) = lines
        .into_iter()
        .partition(|line| line.starts_with("tip: "));
    let tips: Vec<&str> = tips
        .iter()
        .map(|tip| tip.trim_start_matches("tip: "))
        .collect();
    (
        joined(&message),
        Some(tips.join("; ")).filter(|tips| !tips.is_empty()),
    )
}

/// The code of a failure without an error code of the API.
fn client_code(failure: &Failure) -> &'static str {
    use alicloud::Error;

    match failure {
        Failure::Usage(_) => "Client.Usage",
        Failure::Input(_) => "Client.InvalidInput",
        Failure::Configuration(_) => "Client.Configuration",
        Failure::Call(error)
        | Failure::Region { error, .. }
        | Failure::WindowsUnknown(Some(error)) => match error {
            Error::Request(_) => "Client.InvalidRequest",
            Error::Credentials(_) => "Client.Credentials",
            Error::Transport(error) if error.kind() == TransportErrorKind::Timeout => {
                "Client.Timeout"
            }
            Error::Transport(_) => "Client.Connection",
            Error::Unexpected(_) => "Client.UnexpectedReply",
            Error::Decode(_) => "Client.UnreadableReply",
            Error::Paging(_) => "Client.Paging",
            _ => "Client.Call",
        },
        Failure::WindowsUnknown(None) => "Client.WindowsUnknown",
        Failure::Name(_) => "Client.InstanceName",
        // These failures get documents of their own, or no document.
        Failure::Several(_) | Failure::StdoutClosed | Failure::Signal(_) => "Client.Failure",
        Failure::Local(..) => "Client.Local",
    }
}

#[cfg(test)]
mod tests {
    use alicloud::{Anonymous, Response, Session, blocking::Client, http::StatusCode};
    use alicloud_ecs::DescribeRegions;

    use super::*;

    /// The document of the error with which a server answers with this message.
    fn refused(message: &str) -> Document {
        let session = Session::new(Anonymous)
            .endpoint("https://ecs.example")
            .unwrap();
        let body = serde_json::json!({
            "Code": "A", "Message": message, "RequestId": "R (HTTP 1)"
        });
        let client = Client::with_transport(session, |_| {
            let mut response = Response::new(body.to_string().into());
            *response.status_mut() = StatusCode::BAD_REQUEST;
            Ok(response)
        });
        let error = client.send(&DescribeRegions::new()).unwrap_err();
        Document::new(&Failure::Call(error))
    }

    #[test]
    fn contains_the_whole_message_of_the_api_without_a_signed_text() {
        for (message, expected) in [
            ("B (HTTP 2) c", "B (HTTP 2) c"),
            ("A: B", "A: B"),
            (
                "server string to sign is:GET&token",
                "server string to sign is: [redacted]",
            ),
        ] {
            let document = refused(message);
            assert_eq!(document.message, expected);
            assert_eq!(document.http_status, Some(400));
        }
    }

    #[test]
    fn separates_the_tips_of_the_parser_from_its_message() {
        let text = "error: unexpected argument '--a' found\n\n  tip: a similar argument exists: \
                    '--b'\n\nUsage: ecs-console\n\nFor more information, try '--help'.\n";
        let (message, tips) = usage(text);
        assert_eq!(message, "unexpected argument '--a' found");
        assert_eq!(tips.as_deref(), Some("a similar argument exists: '--b'"));
    }

    #[test]
    fn joins_the_details_of_a_message() {
        let lines = ["a:", "  b", "  c"].map(str::to_owned);
        assert_eq!(joined(&lines), "a: b; c");
        assert_eq!(joined(&lines[..1]), "a:");
    }
}
