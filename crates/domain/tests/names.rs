//! Names: their order (DOMAIN §6), their sameness, and the names of classes (DOMAIN §2).

use std::cmp::Ordering;

use klas_domain::{
    collation::{compare, normalize, sort_key},
    school::{ClassName, PersonName},
};
use proptest::prelude::*;
use rstest::rstest;

const ALPHABET: &str = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя";

#[test]
fn the_alphabet_is_in_order_whatever_the_case() {
    for pair in ALPHABET.chars().collect::<Vec<_>>().windows(2) {
        let (before, after) = (pair[0].to_string(), pair[1].to_string());
        assert!(sort_key(&before) < sort_key(&after), "{before} {after}");
        assert!(sort_key(&before.to_uppercase()) < sort_key(&after), "{before} {after}");
        assert!(sort_key(&before) < sort_key(&after.to_uppercase()), "{before} {after}");
    }
}

#[rstest]
#[case::letter_ghe_with_upturn(&["Гуцул", "Ґалаґан", "Дзюба"])]
#[case::letter_ye(&["Ещенко", "Євтушенко", "Жук"])]
#[case::letters_i_and_yi(&["Ивченко", "Іваненко", "Їжакевич", "Йосипенко"])]
#[case::inside_a_word(&["Лагода", "Лаґода", "Ладан"])]
#[case::soft_sign_last_but_two(&["Кощій", "Коьба", "Коюба", "Коян"])]
#[case::shorter_first(&["Коваль", "Ковальчук"])]
#[case::space_before_letters(&["Коваль Ярина", "Ковальчук Анна"])]
#[case::hyphen_before_letters(&["Нечуй Іван", "Нечуй-Левицький", "Нечуйко"])]
#[case::apostrophe_does_not_count(&["Лукіян", "Лук’яненко", "Лукянець", "Лук'янчук"])]
#[case::case_does_not_count(&["де Лонг", "Дем’яненко", "ДЕРКАЧ", "деркачов"])]
#[case::digits_before_letters(&["1 група", "2 група", "Група"])]
fn words_are_in_order(#[case] words: &[&str]) {
    assert!(words.is_sorted_by(|a, b| sort_key(a) < sort_key(b)), "keys of {words:?}");
    assert!(words.is_sorted_by(|a, b| compare(a, b).is_lt()), "{words:?}");
}

#[rstest]
#[case("В'ячеслав", "В’ячеслав")]
#[case("В'ячеслав", "Вʼячеслав")]
#[case("В'ячеслав", "В`ячеслав")]
#[case("КОВАЛЬ", "Коваль")]
#[case::breve_apart("Андрій", "Андріи\u{306}")]
#[case("Нечуй-Левицький", "Нечуй – Левицький")]
#[case("  Коваль\u{a0}Олег ", "Коваль Олег")]
fn spellings_have_one_key(#[case] a: &str, #[case] b: &str) {
    assert_eq!(sort_key(a), sort_key(b));
}

#[rstest]
#[case("Мар'яна", "мар’яна")]
#[case("Марʼяна", "МАР`ЯНА")]
#[case::spaces(" Коваль   Олег\t", "коваль олег")]
#[case::hyphen("Нечуй - Левицький", "Нечуй–Левицький")]
#[case::latin_look_alikes("Іванeнкo Oлeнa", "Іваненко Олена")]
#[case::latin_i("Вiталiй", "Віталій")]
#[case::latin_capitals("BОЛОДИМИP", "Володимир")]
#[case::latin_yi("Киïв", "Київ")]
#[case::diaeresis_apart("Киі\u{308}в", "Київ")]
#[case::stress("Оле\u{301}на", "Олена")]
fn names_are_the_same(#[case] typed: &str, #[case] known: &str) {
    assert_eq!(normalize(typed), normalize(known));
}

#[rstest]
#[case("Гнатюк", "Ґнатюк")]
#[case("Семёнов", "Семенов")]
#[case("Kim", "Кім")]
#[case("Коваль", "Ковалъ")]
fn names_differ(#[case] one: &str, #[case] other: &str) {
    assert_ne!(normalize(one), normalize(other));
}

#[test]
fn people_are_listed_by_surname_then_given_name() {
    let person = |surname: &str, given: &str| PersonName {
        surname: surname.to_owned(),
        given: given.to_owned(),
        ..PersonName::default()
    };
    let mut list = [
        person("Ярема", "Іван"),
        person("Єременко", "Їжак"),
        person("Єременко", "Іван"),
        person("Ґудзь", "Яна"),
        person("Гуцул", "Яна"),
    ];
    list.sort();
    let names = list.map(|name| name.short());
    assert_eq!(names, ["Гуцул Яна", "Ґудзь Яна", "Єременко Іван", "Єременко Їжак", "Ярема Іван"]);
}

#[rstest]
#[case("5-А", 5, "А")]
#[case("5 А", 5, "А")]
#[case("5а", 5, "А")]
#[case(" 5-А ", 5, "А")]
#[case::en_dash("5–А", 5, "А")]
#[case::latin("5-A", 5, "А")]
#[case::latin_small("10-b", 10, "В")]
#[case::quotes("7-«Б»", 7, "Б")]
#[case::word("11-Б клас", 11, "Б")]
#[case("9-Є", 9, "Є")]
#[case("9-Ґ", 9, "Ґ")]
#[case::only_class_of_its_grade("12", 12, "")]
#[case::ordinal("5-й А", 5, "А")]
#[case::ordinal_with_dash("5 – й «А» клас", 5, "А")]
#[case::ordinal_with_hyphens("10-й-Б", 10, "Б")]
#[case::ordinal_in_genitive("5-го Б", 5, "Б")]
#[case::ordinal_alone("5-й", 5, "")]
#[case::ordinal_with_word("5-й клас", 5, "")]
#[case::capital_is_a_letter("5-Й", 5, "Й")]
#[case::not_an_ending("5-а", 5, "А")]
fn a_class_is_named(#[case] text: &str, #[case] grade: u8, #[case] letter: &str) {
    assert_eq!(ClassName::parse(text), Some(ClassName { grade, letter: letter.to_owned() }));
}

#[rstest]
fn this_is_no_class(
    #[values("", "А", "0-А", "13-А", "5-1", "5-Ы", "5-АБВ", "5-D", "клас", "999999-А", "А-5")] text: &str,
) {
    assert_eq!(ClassName::parse(text), None);
}

#[test]
fn classes_are_in_order_of_grade_and_alphabet() {
    let mut classes: Vec<_> =
        ["10-А", "5-Є", "5-І", "5-А", "5-Е", "5"].into_iter().filter_map(ClassName::parse).collect();
    classes.sort();
    let names: Vec<_> = classes.iter().map(ClassName::to_string).collect();
    assert_eq!(names, ["5", "5-А", "5-Е", "5-Є", "5-І", "10-А"]);
}

/// Words near to each other, so that ties and prefixes are met.
fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[аАгґеєиії' -]{0,5}", any::<String>()]
}

proptest! {
    #[test]
    fn the_order_is_total(a in words(), b in words(), c in words()) {
        prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
        prop_assert_eq!(compare(&a, &b) == Ordering::Equal, a == b);
        if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
            prop_assert!(compare(&a, &c).is_le());
        }
    }

    #[test]
    fn the_stored_key_never_contradicts_the_order(a in words(), b in words()) {
        if sort_key(&a) < sort_key(&b) {
            prop_assert_eq!(compare(&a, &b), Ordering::Less);
        }
    }

    #[test]
    fn a_key_is_pairs_of_small_ascii_letters(text in words()) {
        let key = sort_key(&text);
        prop_assert!(key.len().is_multiple_of(2) && key.bytes().all(|byte| byte.is_ascii_lowercase()));
    }

    #[test]
    fn a_normal_name_is_its_own_normal_form(text in words()) {
        let normal = normalize(&text);
        prop_assert_eq!(normalize(&normal), normal);
    }

    #[test]
    fn a_class_can_be_read_back(
        grade in 1..=12_u8,
        letter in proptest::option::of(proptest::sample::select(ALPHABET.to_uppercase().chars().collect::<Vec<_>>())),
    ) {
        let class = ClassName { grade, letter: letter.map(String::from).unwrap_or_default() };
        prop_assert_eq!(ClassName::parse(&class.to_string()), Some(class));
    }

    #[test]
    fn any_text_is_a_class_or_not(text in any::<String>()) {
        if let Some(class) = ClassName::parse(&text) {
            prop_assert!((1..=12).contains(&class.grade));
        }
    }
}

#[rstest]
#[case::same("Коваль Олена Петрівна", "КОВАЛЬ ОЛЕНА ПЕТРІВНА", true)]
#[case::initials("Коваль О. П.", "Коваль Олена Петрівна", true)]
#[case::one_initial("Коваль О.", "Коваль Олена Петрівна", true)]
#[case::initial_of_the_patronymic("Коваль Олена П.", "Коваль Олена Петрівна", true)]
#[case::other_initial("Коваль О. І.", "Коваль Олена Петрівна", false)]
#[case::other_given_name("Коваль Ольга П.", "Коваль Олена Петрівна", false)]
#[case::other_surname("Ковальчук О. П.", "Коваль Олена Петрівна", false)]
#[case::patronymic_left_out("Коваль Олена", "Коваль Олена Петрівна", false)]
fn names_may_be_of_one_person(#[case] one: &str, #[case] other: &str, #[case] may_be: bool) {
    assert_eq!(person(one).may_be(&person(other)), may_be);
    assert_eq!(person(other).may_be(&person(one)), may_be);
}

/// Surname, given name and patronymic between spaces.
fn person(text: &str) -> PersonName {
    let mut words = text.split(' ').map(str::to_owned);
    let mut word = || words.next().unwrap_or_default();
    PersonName { surname: word(), given: word(), patronymic: word() }
}

#[rstest]
#[case::same("Коваль Олена Петрівна", "КОВАЛЬ Олена Петрівна", 0)]
#[case::patronymic_left_out("Коваль Олена", "Коваль Олена Петрівна", 0)]
#[case::initials("Коваль О. П.", "Коваль Олена Петрівна", 0)]
#[case::surname("Бондар Олена Петрівна", "Коваль Олена Петрівна", 1)]
#[case::surname_without_patronymic("Бондар Олена", "Коваль Олена Петрівна", 1)]
#[case::twins("Коваль Ольга Петрівна", "Коваль Олена Петрівна", 1)]
#[case::namesakes("Коваль Олена Іванівна", "Коваль Олена Петрівна", 1)]
#[case::others("Бондар Ольга Іванівна", "Коваль Олена Петрівна", 3)]
fn names_differ_in_so_many(#[case] one: &str, #[case] other: &str, #[case] differences: usize) {
    let (one, other) = (person(one), person(other));
    assert_eq!(one.differences(&other), differences);
    assert_eq!(other.differences(&one), differences);
}

#[rstest]
#[case("Бондар Олена Петрівна", true)]
#[case::patronymic_left_out("Бондар Олена", false)]
#[case::given_name("Коваль Ольга Петрівна", false)]
#[case::two_names("Бондар Ольга Петрівна", false)]
fn a_marriage_changes_the_surname_alone(#[case] name: &str, #[case] alone: bool) {
    assert_eq!(person(name).differs_in_surname(&person("Коваль Олена Петрівна")), alone);
}
