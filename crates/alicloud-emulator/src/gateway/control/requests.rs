//! The endpoint for the journal of received requests.

use serde_json::{Value, json};

use super::Endpoint;
use crate::{ReceivedRequest, gateway::Gateway, protocol::Parameters};

/// GET lists the received requests, DELETE forgets the received requests.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    path: "/_emulator/requests",
    get: |gateway, query, _| {
        let selection = Selection::read(query)?;
        let mut requests: Vec<Value> = gateway
            .journal
            .iter()
            .rev()
            .filter(|request| selection.includes(request))
            .take(selection.limit)
            .map(document)
            .collect();
        requests.reverse();
        Ok(json!({ "count": gateway.request_count(), "requests": requests }))
    },
    put: None,
    delete: Gateway::clear_requests,
};

/// The requests that a query selects.
struct Selection {
    action: Option<String>,
    /// Only this many of the latest requests are listed.
    limit: usize,
}

impl Selection {
    fn read(query: &str) -> Result<Self, String> {
        let parameters = Parameters::parse(query).map_err(|error| error.message.into_owned())?;
        let mut selection = Self {
            action: None,
            limit: usize::MAX,
        };
        for (name, value) in parameters.iter() {
            match name {
                "action" => selection.action = Some(value.to_owned()),
                "limit" => {
                    let shape = "\"limit\" must be a whole number, 0 or more";
                    selection.limit = value.parse().map_err(|_| shape)?;
                }
                _ => {
                    return Err(format!(
                        "unknown parameter {name:?}; known parameters: action, limit"
                    ));
                }
            }
        }
        Ok(selection)
    }

    fn includes(&self, request: &ReceivedRequest) -> bool {
        self.action
            .as_deref()
            .is_none_or(|action| request.action() == Some(action))
    }
}

fn document(request: &ReceivedRequest) -> Value {
    json!({
        "action": request.action(),
        "method": request.method.as_str(),
        "path": request.path,
        "parameters": request.parameters,
        "headers": request.headers,
        "status": request.status.as_u16(),
        "code": request.code,
        "faulty": request.faulty,
        "connection": request.connection,
    })
}
