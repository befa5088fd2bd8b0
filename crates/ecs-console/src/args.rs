//! The command line.

mod call;
mod list;
mod url;

use std::net::SocketAddr;

use clap::{Parser, Subcommand};

pub(crate) use self::{
    call::{CallArgs, Format, Method, Transport},
    list::{InstancesArgs, ListOutput, RegionsArgs},
    url::{Output, Page, UrlArgs},
};

/// Prints the console URL of an Alibaba Cloud ECS instance, and lists instances and regions.
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
    Instances(InstancesArgs),
    Regions(RegionsArgs),
    Emulator(EmulatorArgs),
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

/// The variables that every call reads.
const CALL_ENVIRONMENT: &str = "\
Environment (an empty variable counts as unset):
  ALIBABA_CLOUD_ACCESS_KEY_ID      access key id
  ALIBABA_CLOUD_ACCESS_KEY_SECRET  access key secret
  ALIBABA_CLOUD_SECURITY_TOKEN     security token, with temporary credentials
  ECS_CONSOLE_ENDPOINT             endpoint, where --endpoint gives none
  HTTPS_PROXY, NO_PROXY            proxy, and hosts that are reached without it";

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
