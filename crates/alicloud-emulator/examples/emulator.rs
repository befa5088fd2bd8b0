//! Serves on the address given, or on a free port, until it is interrupted.
//!
//! ```sh
//! cargo run -p alicloud-emulator --example emulator -- 127.0.0.1:8080
//! ```

use std::error::Error;

use alicloud_emulator::Emulator;

fn main() -> Result<(), Box<dyn Error>> {
    let mut builder = Emulator::builder();
    if let Some(address) = std::env::args().nth(1) {
        builder = builder.listen(address.parse()?);
    }
    let emulator = builder.start()?;
    let credentials = emulator.credentials();
    println!("# endpoint: {}", emulator.endpoint());
    println!(
        "export ALIBABA_CLOUD_ACCESS_KEY_ID={}",
        credentials.access_key_id()
    );
    println!(
        "export ALIBABA_CLOUD_ACCESS_KEY_SECRET={}",
        credentials.access_key_secret()
    );
    Ok(emulator.wait()?)
}
