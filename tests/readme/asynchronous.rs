use alicloud_console::OpenConsole;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = alicloud_reqwest::Client::new(alicloud_config::load()?);
    let console = client.send(&OpenConsole::new("cn-hangzhou", "i-bp1234567890")).await?;
    println!("{}", console.url());
    Ok(())
}
