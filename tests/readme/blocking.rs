use std::process::ExitCode;

use alicloud_console::OpenConsole;

fn main() -> ExitCode {
    match print_console_url() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

fn print_console_url() -> Result<(), alicloud::Error> {
    let client = alicloud_ureq::Client::new(alicloud_config::load()?);
    let console = client.send(&OpenConsole::new("cn-hangzhou", "i-bp1234567890"))?;
    println!("{}", console.url());
    Ok(())
}
