//! External sources of credentials: a process or a URL that a profile names.

use crate::{
    Ask, CredentialsUri, DocumentProblem, ExternalProcess, Fetching, Process, Provider,
    ProviderError, document::Document, shell_words, variable,
};

/// A source that a CLI profile names. The environment variable
/// [`DISABLE_EXTERNAL_PROCESS`](variable::DISABLE_EXTERNAL_PROCESS) disables the source.
#[derive(Debug)]
pub(crate) struct ExternalSource<P> {
    mode: &'static str,
    provider: P,
}

/// Reads the process of a profile with the mode `External`.
pub(crate) fn process(
    profile: &Document,
) -> Result<ExternalSource<ExternalProcess>, DocumentProblem> {
    const KEY: &str = "process_command";
    let command = profile.needed_text(KEY)?;
    let words =
        shell_words::split(command, cfg!(windows)).ok_or(DocumentProblem::NotACommand(KEY))?;
    let mut words = words.into_iter();
    let program = words.next().filter(|program| !program.is_empty());
    let mut process = Process::new(program.ok_or(DocumentProblem::Missing(KEY))?);
    process.arguments = words.collect();
    Ok(ExternalSource {
        mode: "External",
        provider: ExternalProcess::new(process),
    })
}

/// Reads the URL of a profile with the mode `CredentialsURI`.
pub(crate) fn uri(profile: &Document) -> Result<ExternalSource<CredentialsUri>, DocumentProblem> {
    let url = profile.needed_token("credentials_uri")?;
    Ok(ExternalSource {
        mode: "CredentialsURI",
        provider: CredentialsUri::new(url),
    })
}

impl<P: Provider> Provider for ExternalSource<P> {
    fn name(&self) -> &'static str {
        self.provider.name()
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        let variable = variable::DISABLE_EXTERNAL_PROCESS;
        let says_yes = ask
            .variable(variable)
            .is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"));
        if says_yes {
            let mode = self.mode;
            return Box::pin(async move { Err(ProviderError::ModeDisabled { mode, variable }) });
        }
        self.provider.fetch(ask)
    }
}

#[cfg(test)]
mod tests {
    use alicloud_sign::Credentials;

    use super::*;
    use crate::fake_system::{Fake, fetch};

    fn document(text: &str) -> Document {
        Document::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_variable_disables_sources_that_a_profile_names() {
        let process = process(&document(r#"{"process_command":"get-key"}"#)).unwrap();
        let uri = uri(&document(r#"{"credentials_uri":"http://127.0.0.1/"}"#)).unwrap();
        let printed = r#"{"access_key_id":"a","access_key_secret":"s"}"#;
        let on = Fake::default().process(Some(0), printed);
        for (value, is_off) in [
            ("1", true),
            ("true", true),
            ("TRUE", true),
            ("", false),
            ("0", false),
            ("false", false),
            ("yes", false),
        ] {
            let system = on
                .clone()
                .variables(&[(variable::DISABLE_EXTERNAL_PROCESS, value)]);
            for (provider, mode) in [
                (&process as &dyn Provider, "External"),
                (&uri, "CredentialsURI"),
            ] {
                let outcome = fetch(provider, &system);
                if !is_off {
                    let is_unreachable = matches!(outcome, Err(ProviderError::Service { .. }));
                    assert!(outcome.is_ok() || is_unreachable, "{value}: {outcome:?}");
                    continue;
                }
                let error = outcome.unwrap_err();
                // The configuration names this profile, so the chain must not use credentials of
                // another identity.
                assert!(!error.is_absent() && !error.is_transient());
                assert_eq!(
                    error.to_string(),
                    format!(
                        "the mode {mode} is disabled by ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS: \
                         unset the variable or choose another profile"
                    )
                );
            }
        }
        // The variable doesn't disable providers that the program creates.
        let own = CredentialsUri::new("http://127.0.0.1/");
        let off = on.variables(&[(variable::DISABLE_EXTERNAL_PROCESS, "1")]);
        let error = fetch(&own, &off).unwrap_err();
        assert!(matches!(error, ProviderError::Service { .. }), "{error:?}");
        let own = ExternalProcess::new(Process::new("get-key"));
        assert_eq!(
            fetch(&own, &off).unwrap().credentials,
            Credentials::new("a", "s")
        );
    }

    #[test]
    fn does_not_show_a_command_that_cannot_be_split() {
        for (command, problem) in [
            (
                "get-key --secret 'hunter2",
                "has an unclosed quote, a trailing backslash or a control character in process_command",
            ),
            ("\\\"\\\" hunter2", "has no value for process_command"),
            (" \\t", "has no value for process_command"),
        ] {
            let profile = document(&format!(r#"{{"process_command":"{command}"}}"#));
            let error = process(&profile).unwrap_err().to_string();
            assert!(error.starts_with(problem), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
