use alicloud_console::OpenConsole;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = alicloud_ureq::Client::new(alicloud_config::load()?);
    let console = client.send(&OpenConsole::new("cn-hangzhou", "i-bp1234567890"))?;
    println!("{}", console.url());
    Ok(())
}
