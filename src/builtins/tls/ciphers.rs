//! OpenSSL's names for what rustls negotiates: cipher suites, protocol versions.

use rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES;
use rustls::{CipherSuite, ProtocolVersion, SupportedCipherSuite};

/// OpenSSL's name and the one of the standard.
pub fn suite_names(suite: CipherSuite) -> (&'static str, &'static str) {
    match suite {
        CipherSuite::TLS13_AES_256_GCM_SHA384 => ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
        CipherSuite::TLS13_AES_128_GCM_SHA256 => ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        CipherSuite::TLS13_CHACHA20_POLY1305_SHA256 => ("TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256"),
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 => {
            ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
        }
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 => {
            ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
        }
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 => {
            ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")
        }
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 => {
            ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
        }
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 => {
            ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
        }
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 => {
            ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")
        }
        _ => ("", ""),
    }
}

/// OpenSSL's names of all cipher suites that there are.
pub fn all_suites() -> impl Iterator<Item = (&'static str, SupportedCipherSuite)> {
    ALL_CIPHER_SUITES.iter().map(|suite| (suite_names(suite.suite()).0, *suite))
}

/// The suites of TLS 1.2 that a list in OpenSSL's format asks for, in its order. Understood are names of suites, the classes
/// that all of rustls's suites belong to, and exclusions (`!`, `-`); what is unknown is ignored, as OpenSSL does.
pub fn suites_of_list(list: &str) -> Vec<SupportedCipherSuite> {
    let all: Vec<_> = all_suites().filter(|(name, _)| !name.starts_with("TLS_")).collect();
    let matching = |pattern: &str| -> Vec<SupportedCipherSuite> {
        all.iter()
            .filter(|(name, _)| pattern.split('+').all(|part| belongs(name, part)))
            .map(|(_, suite)| *suite)
            .collect()
    };
    let mut chosen: Vec<SupportedCipherSuite> = Vec::new();
    let mut banned: Vec<SupportedCipherSuite> = Vec::new();
    // A command may follow a name: `DEFAULT@SECLEVEL=0`. None of OpenSSL's levels allows less than rustls has.
    let items = list.split([':', ',', ' ']).filter_map(|item| item.split('@').next());
    for item in items.filter(|item| !item.is_empty()) {
        if let Some(pattern) = item.strip_prefix('!') {
            banned.extend(matching(pattern));
        } else if let Some(pattern) = item.strip_prefix('-') {
            let removed = matching(pattern);
            chosen.retain(|suite| !removed.contains(suite));
        } else {
            for suite in matching(item.trim_start_matches('+')) {
                if !chosen.contains(&suite) {
                    chosen.push(suite);
                }
            }
        }
    }
    chosen.retain(|suite| !banned.contains(suite));
    chosen
}

fn belongs(name: &str, class: &str) -> bool {
    match class {
        "ALL" | "DEFAULT" | "HIGH" | "ECDH" | "ECDHE" | "EECDH" | "kECDHE" | "kEECDH" | "TLSv1.2" => true,
        "aRSA" => name.contains("-RSA-"),
        "SUITEB128" => name.contains("-ECDSA-") && name.contains("GCM"),
        "SUITEB128ONLY" => name == "ECDHE-ECDSA-AES128-GCM-SHA256",
        "SUITEB192" => name == "ECDHE-ECDSA-AES256-GCM-SHA384",
        "aECDSA" | "ECDSA" => name.contains("-ECDSA-"),
        "AES" => name.contains("AES"),
        "AESGCM" => name.contains("GCM"),
        "AES128" => name.contains("AES128"),
        "AES256" => name.contains("AES256"),
        "CHACHA20" => name.contains("CHACHA20"),
        "SHA256" => name.ends_with("SHA256"),
        "SHA384" => name.ends_with("SHA384"),
        _ => name == class,
    }
}

/// The suites of TLS 1.3 in a list of their names.
pub fn tls13_suites_of_list(list: &str) -> Vec<SupportedCipherSuite> {
    list.split(':')
        .filter_map(|name| all_suites().find(|(known, _)| *known == name && name.starts_with("TLS_")))
        .map(|(_, suite)| suite)
        .collect()
}

/// As `getProtocol()` says it.
pub fn protocol_name(version: ProtocolVersion) -> &'static str {
    match version {
        ProtocolVersion::TLSv1_3 => "TLSv1.3",
        ProtocolVersion::TLSv1_2 => "TLSv1.2",
        _ => "unknown",
    }
}
