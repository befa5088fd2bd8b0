//! The command line.

use std::net::SocketAddr;

use alicloud_emulator::Scenario;
use clap::{Parser, Subcommand, ValueEnum, builder::ArgPredicate};

/// Prints the console URL of an Alibaba Cloud ECS instance.
///
/// The console is the instance's screen and keyboard in a browser. Its URL can be opened for 15
/// seconds after it was fetched. To see it work without an account: ecs-console url --emulator
#[derive(Parser)]
#[command(name = "ecs-console", version, after_help = EXIT_STATUS)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Url(UrlArgs),
    Emulator(EmulatorArgs),
}

/// Print the console URL of an instance.
///
/// The URL alone goes to stdout; until when it can be opened, and the request id, go to stderr.
/// Whoever has the URL has the instance's terminal.
#[derive(clap::Args)]
#[command(
    override_usage = "ecs-console url --region-id <ID> --instance-id <ID> [OPTIONS]\n       \
                      ecs-console url --emulator [OPTIONS]",
    after_help = format!("{URL_HELP}\n{EXIT_STATUS}"),
)]
pub(crate) struct UrlArgs {
    /// Region the instance is in, such as cn-hangzhou
    #[arg(long, value_name = "ID", value_parser = region_id)]
    #[arg(required = false, required_unless_present = "emulator")]
    #[arg(default_value_if("emulator", ArgPredicate::IsPresent, Scenario::REGION_ID))]
    pub(crate) region_id: String,

    /// Instance, such as i-bp1234567890; the ECS console lists the ids
    #[arg(long, value_name = "ID", value_parser = instance_id)]
    #[arg(required = false, required_unless_present = "emulator")]
    #[arg(default_value_if("emulator", ArgPredicate::IsPresent, Scenario::RUNNING_INSTANCE_ID))]
    pub(crate) instance_id: String,

    /// The instance runs Windows
    #[arg(long)]
    pub(crate) windows: bool,

    /// Web page that shows the terminal
    #[arg(long, value_enum, default_value_t)]
    pub(crate) page: Page,

    /// Read the VNC password from the first line of stdin
    ///
    /// It becomes part of the URL, and the page doesn't ask for it.
    #[arg(long)]
    pub(crate) vnc_password_stdin: bool,

    /// HTTP client that sends the call
    #[arg(long, value_enum, default_value_t)]
    pub(crate) transport: Transport,

    /// Format the reply is asked for in
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// HTTP method; by default what the transport sends cheapest
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,

    /// Where the call goes; by default the region's host
    ///
    /// Scheme, host and maybe a port. Plain http is taken for a loopback host alone. A region
    /// without a known host is asked for at the central ecs.aliyuncs.com.
    #[arg(long, value_name = "URL", conflicts_with = "emulator")]
    pub(crate) endpoint: Option<String>,

    /// Call a local emulator: needs no account, no network and no environment
    ///
    /// Credentials are the emulator's, and so are region and instance unless given.
    #[arg(long)]
    pub(crate) emulator: bool,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output: Output,

    /// Open the URL in the default browser, too
    ///
    /// The browser's arguments can be read by every user of the machine. So the browser is given a
    /// temporary page that you alone can read and that leads to the URL. The page is removed when
    /// the URL has expired or you press Ctrl-C. A browser in a sandbox, such as a snap, may not see
    /// temporary files: then set TMPDIR to a directory of your home.
    #[arg(long)]
    pub(crate) open: bool,
}

/// Serve a local endpoint that checks signatures and plays ECS instances.
///
/// Prints its endpoint and test credentials as shell exports, and serves until it is interrupted.
/// Paste the exports into another shell and call it from there with any client.
#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct EmulatorArgs {
    /// Loopback address and port to listen on; port 0 is a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = loopback)]
    pub(crate) listen: SocketAddr,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Page {
    /// Disconnects after 60 seconds without interaction; takes the VNC password
    #[default]
    Vnc,
    /// Disconnects after 300 seconds without interaction; takes no VNC password
    Vnc2,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Transport {
    /// Blocking; starts no runtime
    #[default]
    Ureq,
    /// Async, on a tokio runtime of one thread
    Reqwest,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Json,
    Xml,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Method {
    Get,
    Post,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Output {
    /// The URL alone
    #[default]
    Text,
    /// One object with the URL and all that is known about it
    Json,
}

fn region_id(text: &str) -> Result<String, &'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if text.is_empty() || !text.bytes().all(allowed) {
        return Err("a region id has ASCII letters, digits and hyphens, such as cn-hangzhou");
    }
    Ok(text.to_owned())
}

fn instance_id(text: &str) -> Result<String, &'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.is_empty() || !text.bytes().all(allowed) {
        return Err(
            "an instance id has ASCII letters, digits, hyphens and underscores, such as \
             i-bp1234567890; the ECS console lists the ids",
        );
    }
    Ok(text.to_owned())
}

fn loopback(text: &str) -> Result<SocketAddr, &'static str> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "an address is an IP address and a port, such as 127.0.0.1:8080")?;
    if !address.ip().is_loopback() {
        return Err("only a loopback address will do, such as 127.0.0.1:8080");
    }
    Ok(address)
}

const URL_HELP: &str = "\
Examples:
  ecs-console url --emulator
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --open
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --windows --output json

Environment (an empty variable counts as unset):
  ALIBABA_CLOUD_ACCESS_KEY_ID      access key id
  ALIBABA_CLOUD_ACCESS_KEY_SECRET  access key secret
  ALIBABA_CLOUD_SECURITY_TOKEN     security token, with temporary credentials
  ECS_CONSOLE_ENDPOINT             endpoint, where --endpoint gives none
  ECS_CONSOLE_VNC_PASSWORD         VNC password, where stdin gives none
  HTTPS_PROXY, NO_PROXY            proxy, and hosts that are reached without it
  BROWSER, TMPDIR                  browser of --open, and directory of its page
";

const EXIT_STATUS: &str = "\
Exit status:
  0  done
  1  the call failed, or something on this machine did
  2  wrong usage or input; nothing was sent";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn ids_have_the_characters_that_ids_have() {
        for good in ["cn-hangzhou", "ap-southeast-1", "CN1"] {
            assert_eq!(region_id(good), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "cn_hangzhou",
            "../evil",
            "evil.com/",
            "cn hangzhou",
            "cn-ä",
            "a\n",
        ] {
            assert!(region_id(bad).is_err(), "{bad:?}");
        }
        for good in ["i-bp1", "AY121018033933eaxxxxxxx", "eci_1"] {
            assert_eq!(instance_id(good), Ok(good.to_owned()));
        }
        for bad in ["", "i-bp1 ", "i&x=1", "i/1", "i.1", "ｉ-1"] {
            assert!(instance_id(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_emulator_is_for_this_machine_alone() {
        assert_eq!(loopback("127.0.0.1:80"), Ok(([127, 0, 0, 1], 80).into()));
        assert!(loopback("[::1]:0").is_ok());
        for bad in [
            "0.0.0.0:80",
            "192.0.2.1:80",
            "[::]:80",
            "localhost",
            "127.0.0.1",
            "",
        ] {
            assert!(loopback(bad).is_err(), "{bad:?}");
        }
    }
}
