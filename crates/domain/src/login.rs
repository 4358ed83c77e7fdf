//! Names to sign in with, and passwords.

use crate::school::PersonName;

/// The shortest password, in characters.
pub const PASSWORD_LEAST: usize = 8;
/// The longest one.
pub const PASSWORD_MOST: usize = 128;
/// The shortest sign-in name, in characters.
pub const LOGIN_LEAST: usize = 3;
/// The longest one.
pub const LOGIN_MOST: usize = 40;

/// Why a name to sign in with, or a password, will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The name is shorter than [`LOGIN_LEAST`] or longer than [`LOGIN_MOST`].
    Length,
    /// The name has other characters than letters, digits, dot, hyphen, underscore and `@`, or does not begin with a
    /// letter or a digit.
    Characters,
    /// The password is shorter than [`PASSWORD_LEAST`].
    PasswordShort,
    /// It is longer than [`PASSWORD_MOST`].
    PasswordLong,
    /// It is the name to sign in with.
    PasswordIsLogin,
}

/// Checks a name that somebody chose to sign in with.
///
/// # Errors
/// The first rule it breaks.
pub fn check_login(login: &str) -> Result<(), LoginError> {
    let known = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if !(LOGIN_LEAST..=LOGIN_MOST).contains(&login.chars().count()) {
        Err(LoginError::Length)
    } else if !login.chars().all(known) || !login.starts_with(char::is_alphanumeric) {
        Err(LoginError::Characters)
    } else {
        Ok(())
    }
}

/// Checks a password that somebody chose beside a name to sign in with.
///
/// # Errors
/// The first rule it breaks.
pub fn check_password(password: &str, login: &str) -> Result<(), LoginError> {
    match password.chars().count() {
        0..PASSWORD_LEAST => Err(LoginError::PasswordShort),
        length if length > PASSWORD_MOST => Err(LoginError::PasswordLong),
        _ if password.to_lowercase() == login.to_lowercase() => Err(LoginError::PasswordIsLogin),
        _ => Ok(()),
    }
}

/// The name to sign in with that is offered to a person: `olena.koval`.
pub fn suggested(name: &PersonName) -> String {
    let parts = [&name.given, &name.surname].map(|part| {
        let letters = latin(part);
        letters.chars().filter(char::is_ascii_alphanumeric).collect::<String>()
    });
    let login = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(".");
    login.chars().take(LOGIN_MOST - 4).collect()
}

/// The names to sign in with that are offered to a person, the plainest first: `olena.koval`, `olena.koval2`… None
/// where the person's names have no letters of which one could be made.
pub fn offered(name: &PersonName) -> impl Iterator<Item = String> + use<> {
    const TRIED: u32 = 99;
    let plain = suggested(name);
    let numbered = move |number: u32| if number == 1 { plain.clone() } else { format!("{plain}{number}") };
    (1..TRIED).map(numbered).filter(|login| check_login(login).is_ok())
}

/// Ukrainian in Latin letters (resolution of the Cabinet of Ministers № 55, 27.01.2010), in small ones; apostrophes and
/// soft signs are left out, other characters are themselves.
pub fn latin(text: &str) -> String {
    let mut latin = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.to_lowercase().chars() {
        match latin_of(c, before) {
            Some(letters) => latin.push_str(letters),
            None => latin.push(c),
        }
        before = c;
    }
    latin
}

/// A letter after another character; none of what is not Ukrainian.
fn latin_of(c: char, before: char) -> Option<&'static str> {
    const APOSTROPHES: [char; 3] = ['\'', '’', 'ʼ'];
    let begins = !before.is_alphabetic() && !APOSTROPHES.contains(&before);
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' if before == 'з' => "gh",
        'г' => "h",
        'ґ' => "g",
        'д' => "d",
        'е' => "e",
        'є' if begins => "ye",
        'є' => "ie",
        'ж' => "zh",
        'з' => "z",
        'и' => "y",
        'ї' if begins => "yi",
        'й' if begins => "y",
        'і' | 'ї' | 'й' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' if begins => "yu",
        'ю' => "iu",
        'я' if begins => "ya",
        'я' => "ia",
        'ь' => "",
        c if APOSTROPHES.contains(&c) => "",
        _ => return None,
    })
}
