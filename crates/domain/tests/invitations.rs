//! Codes as they are typed, names to sign in with, passwords.

use klas_domain::{
    invitation::{ALPHABET, CODE_LENGTH, Code, InvitationKind},
    login::{LoginError, PASSWORD_MOST, check_login, check_password, latin, offered, suggested},
    school::PersonName,
};
use rstest::rstest;

#[rstest]
#[case::as_it_stands_on_the_sheet("K7MHX-3RTHB")]
#[case::in_small_letters("k7mhx3rthb")]
#[case::with_spaces(" K7MHX 3RTHB ")]
#[case::in_pieces("k7-mhx–3rt hb")]
#[case::in_ukrainian_letters("К7МНХ-3RТНВ")]
#[case::in_small_ukrainian_letters("к7мнх-3rтнв")]
fn a_code_is_read_as_people_type_it(#[case] typed: &str) {
    let code = Code::parse(typed).unwrap();
    assert_eq!((code.as_str(), code.to_string().as_str()), ("K7MHX3RTHB", "K7MHX-3RTHB"));
}

#[rstest]
#[case::nothing("")]
#[case::short("K7MHX-3RTH")]
#[case::long("K7MHX-3RTHB2")]
#[case::a_letter_that_no_code_has("K7MHX-3RTHO")]
#[case::a_nought("K7MHX-3RTH0")]
#[case::a_ukrainian_letter_that_looks_like_none("K7MHX-3RTHЖ")]
#[case::signs("K7MHX-3RTH'")]
fn what_is_no_code_is_none(#[case] typed: &str) {
    assert_eq!(Code::parse(typed), None);
}

#[test]
fn every_character_may_come_and_a_code_is_read_again() {
    for start in 0..ALPHABET.len() {
        let mut next = start;
        let code = Code::new(|of| {
            next += 1;
            next % of
        });
        assert_eq!(code.as_str().len(), CODE_LENGTH);
        assert_eq!(Code::parse(&code.to_string()).as_ref(), Some(&code));
        assert!(!format!("{code:?}").contains(code.as_str()), "a log does not tell it");
    }
}

#[rstest]
#[case("olena", Ok(()))]
#[case("olena.koval-2@ukr", Ok(()))]
#[case("олена", Ok(()))]
#[case("ol", Err(LoginError::Length))]
#[case("12345678901234567890123456789012345678901", Err(LoginError::Length))]
#[case("olena koval", Err(LoginError::Characters))]
#[case(".olena", Err(LoginError::Characters))]
#[case("olena\"", Err(LoginError::Characters))]
fn a_name_to_sign_in_with(#[case] login: &str, #[case] expected: Result<(), LoginError>) {
    assert_eq!(check_login(login), expected);
}

#[rstest]
#[case("калина-2026", Ok(()))]
#[case("калина1", Err(LoginError::PasswordShort))]
#[case("Olena.Koval", Err(LoginError::PasswordIsLogin))]
fn a_password(#[case] password: &str, #[case] expected: Result<(), LoginError>) {
    assert_eq!(check_password(password, "olena.koval"), expected);
    assert_eq!(check_password(&"к".repeat(PASSWORD_MOST), "olena"), Ok(()));
    assert_eq!(check_password(&"к".repeat(PASSWORD_MOST + 1), "olena"), Err(LoginError::PasswordLong));
}

/// The examples of resolution № 55.
#[rstest]
#[case("Алушта Андрій", "alushta andrii")]
#[case("Згурський", "zghurskyi")]
#[case("Ґалаґан", "galagan")]
#[case("Єнакієве", "yenakiieve")]
#[case("Наєнко", "naienko")]
#[case("Їжакевич", "yizhakevych")]
#[case("Кадиївка", "kadyivka")]
#[case("Йосипівка Стрий", "yosypivka stryi")]
#[case("Щербухи Гоща", "shcherbukhy hoshcha")]
#[case("Юрій Крюківка", "yurii kriukivka")]
#[case("Яготин Костянтин", "yahotyn kostiantyn")]
#[case("Знам'янка Русь", "znamianka rus")]
fn ukrainian_in_latin_letters(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(latin(text), expected);
}

#[rstest]
#[case("Коваль", "Олена", "olena.koval")]
#[case("Нечуй-Левицька", "Дар'я", "daria.nechuilevytska")]
#[case("Ґудзь", "", "gudz")]
fn a_name_is_offered(#[case] surname: &str, #[case] given: &str, #[case] expected: &str) {
    let name = PersonName { surname: surname.to_owned(), given: given.to_owned(), ..PersonName::default() };
    assert_eq!(suggested(&name), expected);
    assert_eq!(check_login(&suggested(&name)), Ok(()));
}

#[rstest]
#[case("Коваль", "Олена", &["olena.koval", "olena.koval2", "olena.koval3"])]
#[case::too_short_by_itself("Ю", "", &["yu2", "yu3", "yu4"])]
#[case::of_no_known_letters("山田", "太郎", &[])]
fn names_are_offered_one_after_another(
    #[case] surname: &str,
    #[case] given: &str,
    #[case] expected: &[&str],
) {
    let name = PersonName { surname: surname.to_owned(), given: given.to_owned(), ..PersonName::default() };
    assert_eq!(offered(&name).take(3).collect::<Vec<_>>(), expected);
    assert!(offered(&name).all(|login| check_login(&login).is_ok()));
}

#[test]
fn stored_names_are_read_again() {
    for kind in [InvitationKind::Join, InvitationKind::Password] {
        assert_eq!(InvitationKind::from_code(kind.code()), Some(kind));
    }
}
