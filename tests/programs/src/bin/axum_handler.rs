//! A web service with a client in its state, whose type has no parameter.

use std::error::Error;

use alicloud::{Client, Session, transport::BoxTransport};
use alicloud_console::OpenConsole;
use alicloud_emulator::{Emulator, Scenario};
use alicloud_reqwest::Reqwest;
use alicloud_sign::{Credentials, HmacSha1};
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use tokio::{net::TcpListener, task};

#[derive(Clone)]
struct App {
    client: Client<BoxTransport>,
}

async fn console(State(app): State<App>, Path(id): Path<String>) -> Result<String, StatusCode> {
    let open = OpenConsole::new(Scenario::REGION_ID, id);
    match app.client.send(&open).await {
        Ok(console) => Ok(console.url().to_string()),
        Err(error) if error.is_not_found() => Err(StatusCode::NOT_FOUND),
        Err(_) => Err(StatusCode::BAD_GATEWAY),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start()?;
    let key = emulator.credentials();
    let credentials = Credentials::new(key.access_key_id(), key.access_key_secret());
    let session = Session::new(HmacSha1::new(credentials)).endpoint(emulator.endpoint())?;
    let client = Client::with_transport(session, BoxTransport::new(Reqwest::default()));
    let router = Router::new()
        .route("/console/{id}", get(console))
        .with_state(App { client });

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });

    let answers = task::spawn_blocking(move || {
        ["i-emulator-running", "i-gone"].map(|id| {
            let url = format!("http://{address}/console/{id}");
            let request = alicloud_ureq::ureq::get(url).config();
            let response = request.http_status_as_error(false).proxy(None).build().call();
            response.map(|response| response.status())
        })
    });
    let [there, gone] = answers.await?;
    assert_eq!((there?.as_u16(), gone?.as_u16()), (200, 404));
    Ok(())
}
