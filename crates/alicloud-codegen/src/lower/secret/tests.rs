use super::*;

/// The fields of the twelve specifications of the corpus that hold a secret.
///
/// `Token` is a token in `aiccs`. In `r-kvstore` it makes a call safe to repeat, which its name
/// doesn't tell.
const SECRET: &[&str] = &[
    "AccessKeySecret",
    "AccountPassword",
    "ActivationCode",
    "ClientSecret",
    "DbPassword",
    "LaunchConfiguration.Password",
    "LicenseKey",
    "MasterRootPassword",
    "NewAccountPassword",
    "NewPassword",
    "NodeRootPassword",
    "OIDCToken",
    "OldAccountPassword",
    "PassWord",
    "Password",
    "PrivateKey",
    "PrivateKeyBody",
    "SAMLAssertion",
    "SecurityToken",
    "Token",
    "VncPassword",
];

/// Fields of the same specifications that come close by their names and don't hold a secret.
///
/// `KeyValue` is a claim that a token must have, `EncryptionKey` the id of a key,
/// `EncryptedDataKey` a key that is encrypted itself. `UserData` is a script that the vendor asks
/// to keep free of secrets.
const HARMLESS: &[&str] = &[
    "access_key_id",
    "AccessKeyId",
    "AllowCredentials",
    "AuthResourceConfig",
    "CaCertContent",
    "ClientToken",
    "Cookie",
    "EncryptedDataKey",
    "EncryptionKey",
    "HttpTokens",
    "KeyName",
    "KeyPairName",
    "KeyValue",
    "Md5",
    "NextToken",
    "PassiveTransferId",
    "PassiveTransferIdType",
    "PassThroughAllHeaders",
    "PassThroughList",
    "PublicKey",
    "PublicKeyBody",
    "ServerCertificate",
    "SessionId",
    "Tokenizer",
    "TokenKey",
    "TokenName",
    "TokenNamePrefix",
    "TokenPosition",
    "TokenPrefix",
    "UserData",
    "VerificationInfo",
    "WindowsPasswordName",
];

/// Parameters of other products of the vendor that are taken for secrets.
const SECRET_ELSEWHERE: &[&str] = &[
    "accessKey",
    "AccessKey",
    "AccessSecret",
    "accessSecret",
    "AccessToken",
    "accessToken",
    "accountAccessKey",
    "ADPassword",
    "AgentAccessKey",
    "AgentSecretKey",
    "AppDecryptKey",
    "AppSecret",
    "AssetAccountPassword",
    "AuditAccountPassword",
    "AuthKey",
    "AuthPassword",
    "CallbackAuthKey",
    "CallbackFnFTaskToken",
    "CallbackToken",
    "CentralRdsDtsAdminPassword",
    "CertificatePrivateKey",
    "ChapInPassword",
    "ClientPrivateKey",
    "consumerGroupNewPassword",
    "ConsumerGroupPassword",
    "Credential",
    "CredentialConfig",
    "CredentialContent",
    "CredentialNo",
    "CredentialProviderConfig",
    "DatabasePassword",
    "DbaAccountPassword",
    "DbUserPassword",
    "DestCaCertificatePassword",
    "DestClientPassword",
    "DestinationEndpoint.Password",
    "DestinationEndpointPassword",
    "DeviceSecret",
    "DeviceToken",
    "DingSignKey",
    "DrcPassword",
    "DstPassword",
    "DstSuperPassword",
    "EncryptPrivateKey",
    "HaActivePassword",
    "HaStandbyPassword",
    "IdentifyCredential",
    "ImagePullSecrets",
    "ImageRegistryCredential",
    "ImportToken",
    "IndepPassword",
    "InnerDrcPassword",
    "IpToken",
    "JDBCPassword",
    "KialiArmsAuthTokens",
    "Kubeconfig",
    "KubeConfig",
    "LifecycleActionToken",
    "lifecycleActionToken",
    "LoginPassword",
    "ManagerAccountPassword",
    "ManagerUserPassword",
    "MasterPassword",
    "MasterShardAccountPassword",
    "ModelApiKey",
    "ModelToken",
    "NamespacePassword",
    "NewAppSecret",
    "NotifyAuthKey",
    "OldPassword",
    "OssAkSecret",
    "PassPhrase",
    "Passwd",
    "password",
    "PasswordInitializationConfig",
    "Plaintext",
    "PolarFSAccessKeySecret",
    "ProxyPassword",
    "Psk",
    "RefreshToken",
    "ReplicatorPassword",
    "ResultToken",
    "RunasUserPassword",
    "Secret",
    "SecretData",
    "SecretKey",
    "Secrets",
    "secretSign",
    "SecurityAccountPassword",
    "ServiceAccountPassword",
    "SessionToken",
    "ShardPassword",
    "SignatureSecret",
    "SignPrivateKey",
    "SourceEndpoint.Password",
    "SourceEndpointPassword",
    "SourcePassword",
    "SrcCaCertificatePassword",
    "SrcClientPassword",
    "SrcPassword",
    "SrcSuperPassword",
    "storageSecretKey",
    "SupperPassword",
    "TargetDBPasswd",
    "TaskToken",
    "token",
    "UserPassword",
    "UserToken",
    "VerificationToken",
    "PasswordSha256Hex",
    "TokenPass",
];

/// Parameters of other products of the vendor that are not taken for secrets.
const HARMLESS_ELSEWHERE: &[&str] = &[
    "AccessTokenId",
    "AccountPasswordValidTime",
    "ApplicationFederatedCredentialId",
    "ApplicationFederatedCredentialName",
    "ApplicationFederatedCredentialType",
    "ApplicationTokenId",
    "ApplicationTokenType",
    "AppSecretId",
    "AvailableAssertions",
    "Bypass",
    "BypassCache",
    "ClientIPPassThroughMode",
    "clientToken",
    "ContinuationToken",
    "CredentialId",
    "CredentialIdentifier",
    "CredentialIds",
    "CredentialName",
    "CredentialProviderId",
    "CredentialProviderIdentifier",
    "CredentialProviderIds",
    "CredentialProviderName",
    "CredentialProviderType",
    "CredentialProviderTypes",
    "CredentialScenarioLabel",
    "CredentialSharingScope",
    "CredentialSharingScopes",
    "CredentialSubjectId",
    "CredentialSubjectType",
    "CredentialType",
    "CredentialTypes",
    "DomainProxyTokenId",
    "FederatedCredentialProviderId",
    "FederatedCredentialProviderName",
    "FederatedCredentialProviderType",
    "ForgetPasswordStatus",
    "IdempotentToken",
    "LastToken",
    "next_token",
    "NextPageToken",
    "nextToken",
    "PageToken",
    "ParamNoLooseSentinelPasswordFreeAccess",
    "ParamNoLooseSentinelPasswordFreeCommands",
    "Passed",
    "PassedRedirectUrl",
    "PasskeyId",
    "PasskeyName",
    "PassthroughHeaders",
    "PasswordComplexityRules",
    "PasswordExpirationAction",
    "PasswordExpirationNotificationChannels",
    "PasswordExpirationNotificationStatus",
    "PasswordExpirationStatus",
    "PasswordForcedUpdateStatus",
    "PasswordHistoryStatus",
    "PasswordInitializationNotificationChannels",
    "PasswordInitializationStatus",
    "PasswordInitializationType",
    "PasswordLength",
    "PasswordName",
    "PasswordType",
    "PolarFSAccessKeyId",
    "PreviousToken",
    "ScrollToken",
    "SecretArn",
    "SecretDataType",
    "secretId",
    "SecretId",
    "SecretMountDesc",
    "SecretName",
    "SecretType",
    "serviceCredentialType",
    "TokenId",
    "UserAccessKeyId",
];

fn has_secret_name(name: &str) -> bool {
    is_secret(name, &Schema::default(), &Type::Text)
}

#[test]
fn names_of_the_specifications_tell_secrets() {
    for name in [SECRET, SECRET_ELSEWHERE].concat() {
        assert!(has_secret_name(name), "{name}");
    }
    for name in [HARMLESS, HARMLESS_ELSEWHERE].concat() {
        assert!(!has_secret_name(name), "{name}");
    }
}

#[test]
fn pages_and_repeats_have_tokens_that_are_not_secrets() {
    for name in [
        "NextPageToken",
        "PageToken",
        "ScrollToken",
        "Data.NextToken",
        "next_page_token",
        "IdempotencyToken",
    ] {
        assert!(!has_secret_name(name), "{name}");
    }
    for name in ["AccessToken", "TokenOfPage", "PageAccessToken"] {
        assert!(has_secret_name(name), "{name}");
    }
}

#[test]
fn case_and_separators_do_not_matter() {
    for name in [
        "DBInstance.Password",
        "db-password",
        "dbpassword",
        "PASSWORD",
        "Pass_Word",
        "accesskey",
        "Secret_Key",
        "SSHPrivateKey",
    ] {
        assert!(has_secret_name(name), "{name}");
    }
    for name in [
        "",
        ".",
        "Tokenizer",
        "Passed",
        "Secretary",
        "access_key_id",
        "AccessKeyID",
    ] {
        assert!(!has_secret_name(name), "{name}");
    }
}

#[test]
fn what_describes_a_secret_is_not_one() {
    for name in [
        "PasswordPolicy",
        "TokenExpireTime",
        "SecretName",
        "CredentialId",
        "MaxTokens",
        "AllowCredentials",
    ] {
        assert!(!has_secret_name(name), "{name}");
    }
    for name in [
        "SecretNameToken",
        "PasswordHash",
        "SecretString",
        "TokenValue",
        "CredentialConfig",
    ] {
        assert!(has_secret_name(name), "{name}");
    }
}

#[test]
fn the_specification_has_the_last_word() {
    let says = |secret| Schema {
        secret: Some(secret),
        ..Schema::default()
    };
    assert!(is_secret("VncUrl", &says(true), &Type::Text));
    assert!(!is_secret("Password", &says(false), &Type::Text));
}

#[test]
fn only_text_is_secret() {
    let schema = Schema::default();
    for kind in [Type::Boolean, Type::Integer, Type::Number] {
        assert!(!is_secret("ResetPassword", &schema, &kind));
    }
    let texts = || Box::new(Type::Text);
    for kind in [Type::Any, Type::List(texts()), Type::Map(texts())] {
        assert!(is_secret("CredentialConfig", &schema, &kind));
    }
}
