//! Passwords: argon2id with the library's defaults, in PHC form.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// The hash of a password with fresh salt.
///
/// # Errors
/// The library's words, where no randomness can be had or the password is absurdly long.
pub fn hash(password: &str) -> Result<String, String> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

/// What is kept of a one-time code. Its hash is as slow as a password's, because codes are short; it has no salt of its own,
/// because a code is all that its bearer tells.
///
/// # Errors
/// The library's words, where there is no memory for it.
pub fn code_hash(code: &str) -> Result<Vec<u8>, String> {
    let mut hash = vec![0; 32];
    let argon = Argon2::default();
    argon
        .hash_password_into(code.as_bytes(), b"klas-invitation", &mut hash)
        .map_err(|error| error.to_string())?;
    Ok(hash)
}

/// Whether a password fits a hash; a hash that cannot be read fits nothing.
pub fn verify(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_its_hash() {
        let hash = code_hash("K7MHX3RTHB").unwrap();
        assert_eq!(hash, code_hash("K7MHX3RTHB").unwrap());
        assert_ne!(hash, code_hash("K7MHX3RTHC").unwrap());
    }

    #[test]
    fn a_password_fits_its_own_hash_alone() {
        let hash = hash("калина-2026").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("калина-2026", &hash));
        assert!(!verify("калина-2025", &hash));
        assert!(!verify("калина-2026", "not a hash"));
    }
}
