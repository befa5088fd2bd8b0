//! Collects the texts of credentials providers. The secrets are in variables, files, and valid and
//! broken answers of servers and processes.

use std::{
    ffi::OsString,
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::SystemTime,
};

use alicloud::{
    Call, Request, Response, Session, blocking,
    error::TransportError,
    machine::{Clock, Machine, Step, Task},
    retry::NoRetry,
};
use alicloud_config::{
    Ask, AssumeRole, Chain, CliProfile, Config, CredentialsUri, Environment, ExternalProcess,
    Fetch, Fetched, Fetching, FileContents, IniProfile, InstanceRole, OidcRole, Process,
    ProcessOutput, Provider, ProviderError, RefreshingSigner, System,
};
use alicloud_sign::HmacSha1;

use super::Shown;
use crate::{
    fixture::{response, time},
    planted::{self, ACCESS_KEY_SECRET, MARK, SECURITY_TOKEN},
};

/// A system with planted secrets in variables, files and the output of processes.
#[derive(Clone)]
struct Planted {
    variables: &'static [(&'static str, &'static str)],
    file: &'static str,
    prints: String,
}

impl System for Planted {
    fn variable(&self, name: &str) -> Option<OsString> {
        let set = self.variables.iter().find(|(set, _)| *set == name);
        set.map(|(_, value)| value.into())
    }

    fn home(&self) -> Option<PathBuf> {
        Some("/home/u".into())
    }

    fn read(&self, _: &Path, _: u64) -> io::Result<FileContents> {
        Ok(FileContents::new(self.file).with_mode(0o644))
    }

    fn run(&self, _: &Process) -> io::Result<ProcessOutput> {
        Ok(ProcessOutput::new(Some(0), self.prints.clone()))
    }

    fn now(&self) -> SystemTime {
        time()
    }
}

impl fmt::Debug for Planted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Planted").finish_non_exhaustive()
    }
}

/// A provider that records the `Debug` output of its [`Ask`].
#[derive(Clone, Debug, Default)]
struct Inside(Arc<Mutex<String>>);

impl Provider for Inside {
    fn name(&self) -> &'static str {
        "inside"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        *self.0.lock().unwrap() = format!("{ask:?} {ask:#?}");
        Box::pin(async move { Ok(Fetched::new(planted::credentials())) })
    }
}

const FILES: [&str; 9] = [
    r#"{"current":"p","profiles":[{"name":"p","mode":"StsToken","access_key_id":"a","access_key_secret":"pL4nT3","sts_token":"pL4nT3"}]}"#,
    r#"{"current":"p","profiles":[{"name":"p","mode":"StsToken","access_key_id":"a","access_key_secret":["pL4nT3"],"sts_token":{"pL4nT3":1}}]}"#,
    r#"{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_id":"a","access_key_secret":"pL4nT3 \n"}]}"#,
    r#"{"current":"p","profiles":[{"name":"p","mode":"External","process_command":"fetch pL4nT3"}]}"#,
    r#"{"current":"p","profiles":[{"name":"p","mode":"CredentialsURI","credentials_uri":"http://h/?t=pL4nT3"}]}"#,
    r#"{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_secret":"pL4nT3"#,
    "[default]\ntype=sts\naccess_key_id=a\naccess_key_secret=pL4nT3\nsecurity_token=pL4nT3\n",
    "[default]\ntype=sts\naccess_key_id=a\naccess_key_secret=pL 4nT3 pL4nT3\nsecurity_token\n",
    "access_key_secret pL4nT3",
];

/// The answers of servers and processes: credentials and invalid answers.
fn answers() -> Vec<String> {
    let fields = format!(
        r#""AccessKeyId":"STS.a","AccessKeySecret":"{ACCESS_KEY_SECRET}","SecurityToken":"{SECURITY_TOKEN}""#
    );
    vec![
        format!(r#"{{"Code":"Success",{fields},"Expiration":"2016-02-23T13:46:24Z"}}"#),
        format!(
            r#"{{"RequestId":"r","Credentials":{{{fields},"Expiration":"2016-02-23T13:46:24Z"}}}}"#
        ),
        format!(r#"{{"Code":"Success",{fields},"Expiration":"{SECURITY_TOKEN}"}}"#),
        format!(r#"{{"Code":"Failed",{fields}}}"#),
        format!(r#"{{"Code":"Success",{fields}"#),
        format!("<html>{ACCESS_KEY_SECRET} {SECURITY_TOKEN}</html>"),
        format!(r#"{{"mode":"AK","access_key_id":"a","access_key_secret":["{MARK}"]}}"#),
    ]
}

/// Collects the texts of every provider with all files and answers.
pub(super) fn show(shown: &mut Shown) {
    let variables: &[&[(&str, &str)]] = &[
        &[],
        &[
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "a"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "pL4nT3"),
            ("ALIBABA_CLOUD_SECURITY_TOKEN", "pL4nT3\n"),
        ],
        &[
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "pL4nT3"),
            ("ALIBABA_CLOUD_CREDENTIALS_URI", "http://h/?t=pL4nT3"),
        ],
        &[
            ("ALIBABA_CLOUD_CREDENTIALS_URI", "http://u:pL4nT3@h/"),
            ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
        ],
    ];
    let inside = Inside::default();
    let config = Config::default()
        .profile("p")
        .region("cn-hangzhou")
        .network(alicloud::Network::Vpc);
    shown.debug(&config);
    shown.debug(&config.settings_on(Planted {
        variables: variables[1],
        file: FILES[0],
        prints: String::new(),
    }));
    for provider in providers(&inside) {
        shown.debug(&provider);
        for (at, file) in FILES.iter().enumerate() {
            for (by, prints) in answers().into_iter().enumerate() {
                let machine = Planted {
                    variables: variables[(at + by) % variables.len()],
                    file,
                    prints,
                };
                fetch(shown, &provider, &machine);
            }
        }
    }
    shown.0.push(inside.0.lock().unwrap().clone());
    signers(shown);
}

fn providers(inside: &Inside) -> Vec<Arc<dyn Provider>> {
    let mut process = Process::new("fetch");
    process.arguments = vec![MARK.to_owned()];
    vec![
        Arc::new(Environment::default()),
        Arc::new(OidcRole::new("role", "provider", "/token")),
        Arc::new(CliProfile::default()),
        Arc::new(IniProfile::default()),
        Arc::new(InstanceRole::default()),
        Arc::new(CredentialsUri::default()),
        Arc::new(CredentialsUri::new("http://127.0.0.1/?t=pL4nT3")),
        Arc::new(AssumeRole::new(planted::credentials(), "role").external_id(MARK)),
        Arc::new(ExternalProcess::new(process)),
        Arc::new(Chain::default()),
        Arc::new(
            Chain::new()
                .then(Environment::default())
                .then(CredentialsUri::default()),
        ),
        Arc::new(inside.clone()),
    ]
}

/// A fetch whose result is discarded.
struct Ended(Fetch<'static>);

impl Machine for Ended {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        let step = self.0.step().pending();
        step.unwrap_or_else(|_| Step::Done(()))
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        self.0.receive(outcome);
    }
}

fn fetch(shown: &mut Shown, provider: &Arc<dyn Provider>, machine: &Planted) {
    let answer = machine.prints.clone();
    let transport = move |_: Request| Ok::<Response, TransportError>(response(200, answer.clone()));
    let mut fetch = Fetch::new(provider.clone(), machine.clone());
    let step = fetch.step();
    shown.debug(&fetch);
    shown.debug(&step);
    shown.debug(&Task::new(Ended(fetch), Clock::new(time())));
    let fetched: Result<Fetched, ProviderError> =
        blocking::drive(&transport, Fetch::new(provider.clone(), machine.clone()));
    match fetched {
        Ok(fetched) => shown.debug(&fetched),
        Err(error) => {
            if let ProviderError::Chain(chain) = &error {
                shown.debug(chain);
            }
            shown.debug(&error);
            shown.causes(&error);
        }
    }
}

/// Collects the texts of a signer before and after its fetch, and of the error of a call without
/// credentials.
fn signers(shown: &mut Shown) {
    for prints in answers() {
        let machine = Planted {
            variables: &[],
            file: FILES[3],
            prints: prints.clone(),
        };
        shown.debug(&machine.read(Path::new("/"), 1).unwrap());
        shown.debug(&machine.run(&Process::new("fetch")).unwrap());
        let signer = RefreshingSigner::new(Chain::default(), HmacSha1::new).system(machine);
        shown.debug(&signer);
        let session = Session::new(signer.clone())
            .endpoint("https://ecs.aliyuncs.com")
            .unwrap()
            .retry(NoRetry);
        let transport = move |_: Request| Ok(response(200, prints.clone()));
        let client = blocking::Client::with_transport(session, transport);
        if let Err(error) = client.send(&Call::new("Ecs", "v", "Any").reads()) {
            shown.error(&error);
        }
        shown.debug(&signer);
        shown.debug(client.session());
    }
}
