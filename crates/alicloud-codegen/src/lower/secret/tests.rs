use super::*;

/// The names of secret fields in the twelve specifications of the corpus.
///
/// Two of the names have another meaning in one product. `Token` is an idempotency token in
/// `r-kvstore`. `TokenKey` is the name of the header with the token in `mse`.
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
    "TokenKey",
    "VncPassword",
];

/// The names of fields in the same specifications that resemble secrets, but are not secrets.
///
/// `KeyValue` is a claim that a token must have. `EncryptionKey` is the id of a key.
/// `EncryptedDataKey` is an encrypted key. `UserData` is a script, which must not contain secrets
/// according to the vendor.
const HARMLESS: &[&str] = &[
    "access_key_id",
    "AccessKeyId",
    "AllowCredentials",
    "AuthorizationURL",
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
    "TokenName",
    "TokenNamePrefix",
    "TokenPosition",
    "TokenPrefix",
    "UserData",
    "VerificationInfo",
    "WindowsPasswordName",
];

/// The names of parameters of the vendor's other products that count as secrets.
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

/// Names that count as secrets, chosen without a specification. Ambiguous names count as secrets.
const SECRET_ANYWHERE: &[&str] = &[
    "AccessKey2",
    "AsyncToken",
    "AuthCode",
    "Authorization",
    "AuthorizationCode",
    "AuthorizationHeader",
    "ClientSecret2",
    "CredentialKey",
    "DbPass",
    "DisableRootPassword",
    "EnableVncPassword",
    "HttpToken",
    "Jwt",
    "JwtKey",
    "MaxComputeAccessKey",
    "MaxComputeAccessKeySecret",
    "MaxComputePassword",
    "MinIOAccessKey",
    "MinIOSecretKey",
    "Password1",
    "Password2",
    "Password_1",
    "PreSharedKey",
    "PresharedKey",
    "PrivateKey2",
    "ProxyAuthorization",
    "RestartToken",
    "RootPass",
    "Secret1",
    "SessionKey",
    "SharedKey",
    "SshKey",
    "SSHKeys",
    "SshPrivateKey",
    "SupportVncPassword",
    "Token2",
    "TokenUrlSecret",
    "UseCaseToken",
    "UserPass",
    "accesskeysecret",
    "dbpass",
    "jwt",
    "passwordhash",
    "privatekeybody",
    "secretaccesskeyvalue",
    "secretkeyvalue",
    "secretvalue",
    "userpass",
];

/// Names that do not count as secrets, chosen without a specification.
const HARMLESS_ANYWHERE: &[&str] = &[
    "AccessKeyId2",
    "AccessTokenUrl",
    "AuthCodeType",
    "AuthorizationEndpoint",
    "AuthorizationRules",
    "AuthorizationType",
    "Authorizations",
    "BypassToken.Name",
    "ByPass",
    "JwtExpireTime",
    "MaxPasswordAge",
    "MaxTokens",
    "Metadata.HttpTokens",
    "NextMarkerToken",
    "PassThrough",
    "PasswordPolicy2",
    "PrivateKeyId",
    "ResumeToken",
    "SequenceToken",
    "SessionKeyName",
    "SharedKeyId",
    "SshKeyFingerprint",
    "SshKeyId",
    "SshKeyName",
    "SshKeyPair",
    "SshKeyPairName",
    "SshKeyPairs",
    "SshPublicKey",
    "SshPublicKeys",
    "StartToken",
    "SyncToken",
    "TokenEndpoint",
    "TokenName2",
    "TokenUri",
    "TokenUrl",
    "UsePassword",
    "nextmarkertoken",
    "privatekeyid",
    "resumetoken",
];

/// The names of parameters of the vendor's other products that do not count as secrets.
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
    is_secret(name, None, &Type::Text)
}

#[test]
fn tells_names_of_secrets_from_harmless_names() {
    let mut misjudged = [SECRET, SECRET_ELSEWHERE, SECRET_ANYWHERE].concat();
    misjudged.retain(|name| !has_secret_name(name));
    let mut harmless = [HARMLESS, HARMLESS_ELSEWHERE, HARMLESS_ANYWHERE].concat();
    harmless.retain(|name| has_secret_name(name));
    misjudged.extend(harmless);
    assert_eq!(misjudged, [""; 0]);
}

#[test]
fn ignores_pagination_and_idempotency_tokens() {
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
fn ignores_case_and_separators() {
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
fn ignores_fields_that_describe_a_secret() {
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
fn prefers_the_mark_over_the_name() {
    assert!(is_secret("VncUrl", Some(true), &Type::Text));
    assert!(!is_secret("Password", Some(false), &Type::Text));
}

#[test]
fn ignores_fields_without_text() {
    for kind in [Type::Boolean, Type::Integer, Type::Number] {
        for name in ["ResetPassword", "DisableRootPassword", "SupportVncPassword"] {
            assert!(!is_secret(name, None, &kind), "{name}");
        }
    }
    let texts = || Box::new(Type::Text);
    for kind in [Type::Any, Type::List(texts()), Type::Map(texts())] {
        assert!(is_secret("CredentialConfig", None, &kind));
    }
}
