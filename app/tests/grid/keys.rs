//! When what was typed is whole, on every scale.

use klas_app::grid::typing::{Typing, typing};
use klas_domain::Scale;
use rstest::rstest;

use Typing::{Complete, FigureMayFollow, MayGrow, Unfinished};

#[rstest]
#[case("8", Complete)]
#[case("1", FigureMayFollow)]
#[case("2", Complete)]
#[case("12", Complete)]
#[case("13", Complete)]
#[case("0", Complete)]
#[case("н", MayGrow)]
#[case("y", MayGrow)]
#[case("н1", MayGrow)]
#[case("н/8", Complete)]
#[case("х", Unfinished)]
#[case("хв", MayGrow)]
#[case("п", Unfinished)]
#[case("пп", MayGrow)]
#[case("с", Unfinished)]
#[case("сп", MayGrow)]
#[case("сп1", MayGrow)]
#[case("сп10", MayGrow)]
#[case("сп10 8", Complete)]
#[case("ж", Complete)]
fn points(#[case] text: &str, #[case] expected: Typing) {
    assert_eq!(typing(text, Scale::TwelvePoint), expected);
}

#[rstest]
#[case("п", MayGrow)]
#[case("пп", MayGrow)]
#[case("пп/д", Complete)]
#[case("g", MayGrow)]
#[case("С", MayGrow)]
#[case("сп", MayGrow)]
#[case("сп5", MayGrow)]
#[case("д", Complete)]
#[case("В", Complete)]
#[case("d", Complete)]
#[case("б", Unfinished)]
#[case("бп", MayGrow)]
#[case("н", MayGrow)]
#[case("8", Complete)]
fn levels(#[case] text: &str, #[case] expected: Typing) {
    assert_eq!(typing(text, Scale::Levels), expected);
}

#[rstest]
#[case("з", MayGrow)]
#[case("за", Unfinished)]
#[case("зар", Complete)]
#[case("н", MayGrow)]
#[case("не", Unfinished)]
#[case("незар", Complete)]
#[case("pf", Unfinished)]
#[case("pfh", Complete)]
#[case("хв", MayGrow)]
#[case("8", Complete)]
fn passes(#[case] text: &str, #[case] expected: Typing) {
    assert_eq!(typing(text, Scale::Pass), expected);
}

#[rstest]
#[case("н", Complete)]
#[case("хв", Complete)]
#[case("с", Unfinished)]
#[case("сп", MayGrow)]
#[case("сп5", Complete)]
#[case("сп4", MayGrow)]
#[case("сп10", Complete)]
#[case("8", Complete)]
fn words_alone(#[case] text: &str, #[case] expected: Typing) {
    assert_eq!(typing(text, Scale::Verbal), expected);
}

#[rstest]
fn white_space_is_no_entry_however_much_of_it(
    #[values("", " ", " \u{a0} ")] text: &str,
    #[values(Scale::TwelvePoint, Scale::Levels, Scale::Pass, Scale::Verbal)] scale: Scale,
) {
    assert_eq!(typing(text, scale), Unfinished);
}

#[test]
fn a_figure_waits_less_than_letters_and_what_is_no_entry_waits_for_more() {
    assert!(FigureMayFollow.patience() < MayGrow.patience());
    assert_eq!(Unfinished.patience(), None);
}
