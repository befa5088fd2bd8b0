//! A credentials source of your own: a file with an access key that another program replaces.
//!
//! The first line of the file has the id, and the second line has the secret. Run it with
//! `cargo run -p ecs-console --example provider -- KEY_FILE i-bp1234567890`.

use std::{env, path::PathBuf, process::ExitCode, time::Duration};

use alicloud_config::{Ask, Config, Fetched, Fetching, Provider, ProviderError};
use alicloud_console::OpenConsole;
use alicloud_sign::Credentials;

/// Reads the access key from this file.
#[derive(Debug)]
pub(crate) struct KeyFile(pub(crate) PathBuf);

impl KeyFile {
    /// The session reads the file again before this time is over.
    pub(crate) const VALIDITY: Duration = Duration::from_secs(60);
}

impl Provider for KeyFile {
    fn name(&self) -> &'static str {
        "key file"
    }

    /// Asks the session for the file, so that the same provider serves blocking and async clients.
    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async move {
            let text = ask.text_file(&self.0).await?;
            let Some((id, secret)) = text.trim().split_once('\n') else {
                // The error doesn't repeat the text, which may be the secret.
                let problem = format!("{} needs two lines: id and secret", self.0.display());
                return Err(ProviderError::Other(problem.into()));
            };
            let credentials = Credentials::new(id.trim(), secret.trim());
            Ok(Fetched::new(credentials).expires_at(ask.time() + Self::VALIDITY))
        })
    }
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(path), Some(instance_id)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: provider KEY_FILE INSTANCE_ID");
        return ExitCode::FAILURE;
    };
    match run(KeyFile(path.into()), instance_id) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

fn run(key_file: KeyFile, instance_id: String) -> Result<(), alicloud::Error> {
    // Region and endpoint still come from environment variables or from the vendor's profiles.
    let session = Config::default().provider(key_file).load()?;
    let client = alicloud_ureq::Client::new(session);
    let console = client.send(&OpenConsole::new("", instance_id))?;
    println!("{}", console.url());
    Ok(())
}
