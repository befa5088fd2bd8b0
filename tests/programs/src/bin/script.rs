//! A blocking script that acts on the error code of an operation.

use std::{error::Error, time::SystemTime};

use alicloud::Session;
use alicloud_console::OpenConsole;
use alicloud_ecs::describe_instance_vnc_url::ErrorCode;
use alicloud_emulator::{Emulator, Instance, Scenario};
use alicloud_sign::{Credentials, HmacSha1};

fn main() -> Result<(), Box<dyn Error>> {
    let instance = Instance::new("cn-hangzhou", "i-there");
    let scenario = Scenario::empty()
        .with_region("cn-hangzhou")
        .with_instance(instance);
    let emulator = Emulator::builder().scenario(scenario).start()?;
    let key = emulator.credentials();
    let credentials = Credentials::new(key.access_key_id(), key.access_key_secret());
    let session = Session::new(HmacSha1::new(credentials)).endpoint(emulator.endpoint())?;
    let client = alicloud_ureq::Client::new(session);

    let mut missing = Vec::new();
    for id in ["i-there", "i-gone"] {
        let open = OpenConsole::new("cn-hangzhou", id);
        match client.send(&open) {
            Ok(console) => println!("{id}: {:?} left", console.remaining(SystemTime::now())),
            Err(error) => match error.code_of(&open) {
                Some(ErrorCode::InvalidInstanceIdNotFound) => missing.push(id),
                _ => return Err(error.report().to_string().into()),
            },
        }
    }
    assert_eq!(missing, ["i-gone"]);
    Ok(())
}
