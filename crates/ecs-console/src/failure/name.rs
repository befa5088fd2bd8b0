//! Failures of `--name`.

/// Why a name doesn't select one instance.
pub(crate) enum NameProblem {
    Missing {
        name: String,
        region_id: String,
    },
    Ambiguous {
        name: String,
        /// The id and the state of each instance with the name.
        matches: Vec<(String, String)>,
    },
}

impl NameProblem {
    pub(super) fn what(&self) -> Vec<String> {
        match self {
            Self::Missing { name, region_id } => {
                vec![format!("no instance in {region_id} has the name {name:?}")]
            }
            Self::Ambiguous { name, matches } => {
                let count = matches.len();
                let mut lines = vec![format!("{count} instances have the name {name:?}:")];
                lines.extend(
                    matches
                        .iter()
                        .map(|(id, status)| format!("  {id} ({status})")),
                );
                lines
            }
        }
    }

    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::Missing { .. } => {
                "The command ecs-console instances lists the instances that the user may see."
            }
            Self::Ambiguous { .. } => "Select one of the instances with --instance-id.",
        }
    }
}
