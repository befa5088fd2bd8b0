//! Prints a fetched console URL and its details.

use std::time::SystemTime;

use alicloud_console::{Console, ReconnectBudget};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    args::{Output, UrlArgs},
    failure::Failure,
    system::System,
};

/// Prints `console` in the format that `args` select. For several instances, prints one line for
/// each.
pub(crate) fn print(
    args: &UrlArgs,
    instance_id: &str,
    console: &Console,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    match args.output {
        Output::Json => system.streams.print_json(&document(instance_id, console)?),
        Output::Text if args.is_about_several() => {
            system.streams.print_fields(&[instance_id, console.url()])
        }
        Output::Text => {
            system.streams.print([console.url()])?;
            let notes = notes(console, (system.now)())?;
            system.streams.note(notes);
            Ok(())
        }
    }
}

/// Notes on stderr how long each of several URLs can be opened.
pub(crate) fn note_validity(system: &mut System<'_>) {
    let seconds = Console::VALIDITY.as_secs();
    let note = format!("Each URL expires {seconds} s after it was fetched.");
    system.streams.note([note]);
}

/// Notes about the URL at the time `now`: its expiry and the request id, but not the URL.
fn notes(console: &Console, now: SystemTime) -> Result<Vec<String>, Failure> {
    // The expiry time and the remaining seconds are rounded down.
    let expires_at = timestamp(console.expires_at())?;
    let seconds = console.remaining(now).as_secs();
    let mut notes = vec![format!(
        "The URL expires at {expires_at:.0}, in {seconds} s."
    )];
    let request_id = console.request_id();
    notes.extend(request_id.map(|id| format!("The request id is {id}.")));
    Ok(notes)
}

/// The object that `--output json` prints, with names like those of the API.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    url: &'a str,
    instance_id: &'a str,
    request_id: Option<&'a str>,
    fetched_at: String,
    expires_at: String,
    keep_alive_seconds: u64,
    reconnects_per_minute: usize,
}

fn document<'a>(instance_id: &'a str, console: &'a Console) -> Result<Document<'a>, Failure> {
    Ok(Document {
        url: console.url(),
        instance_id,
        request_id: console.request_id(),
        fetched_at: format!("{:.3}", timestamp(console.fetched_at())?),
        expires_at: format!("{:.3}", timestamp(console.expires_at())?),
        keep_alive_seconds: console.keep_alive().as_secs(),
        reconnects_per_minute: ReconnectBudget::PER_MINUTE,
    })
}

/// Fails if `time` is beyond the year 9999.
fn timestamp(time: SystemTime) -> Result<Timestamp, Failure> {
    time.try_into().map_err(|error: jiff::Error| {
        Failure::Local("the system clock is out of range", error.into())
    })
}

#[cfg(test)]
mod tests {
    use alicloud::{Anonymous, Response, Session, blocking::Client};
    use alicloud_console::OpenConsole;

    use super::*;

    #[test]
    fn leaves_out_a_request_id_that_the_reply_lacks() {
        let session = Session::new(Anonymous)
            .endpoint("https://ecs.example")
            .unwrap();
        for (request_id, expected) in [("", None), (r#","RequestId":"R""#, Some("R"))] {
            let body = format!(r#"{{"VncUrl":"ws%3A%2F%2Fvnc.example"{request_id}}}"#);
            let client = Client::with_transport(session.clone(), move |_| {
                Ok(Response::new(body.clone().into()))
            });
            let console = client.send(&OpenConsole::new("cn-qingdao", "i-1")).unwrap();

            let notes = notes(&console, console.fetched_at()).ok().unwrap();
            assert!(notes[0].ends_with(", in 15 s."), "{notes:?}");
            let said = notes.get(1).map(String::as_str);
            assert_eq!(said, expected.map(|_| "The request id is R."));

            let json = serde_json::to_value(document("i-1", &console).ok().unwrap()).unwrap();
            assert_eq!(json["RequestId"].as_str(), expected);
        }
    }
}
