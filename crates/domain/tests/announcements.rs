//! What a school tells its families.

use klas_domain::announcement::{Announcement, AnnouncementError, TEXT_LIMIT, TITLE_LIMIT};
use rstest::rstest;

fn announcement() -> Announcement {
    Announcement {
        title: "Батьківські збори".to_owned(),
        text: "У четвер о 18:00, кабінет 12.".to_owned(),
        urgent: false,
        asks: true,
    }
}

#[rstest]
#[case::as_it_is(announcement(), Ok(()))]
#[case::no_title(Announcement { title: " ".to_owned(), ..announcement() }, Err(AnnouncementError::TitleMissing))]
#[case::no_text(Announcement { text: "\n".to_owned(), ..announcement() }, Err(AnnouncementError::TextMissing))]
#[case::long(Announcement { title: "ї".repeat(TITLE_LIMIT), text: "ї".repeat(TEXT_LIMIT), ..announcement() }, Ok(()))]
#[case::long_title(Announcement { title: "ї".repeat(TITLE_LIMIT + 1), ..announcement() }, Err(AnnouncementError::TitleTooLong))]
#[case::long_text(Announcement { text: "ї".repeat(TEXT_LIMIT + 1), ..announcement() }, Err(AnnouncementError::TextTooLong))]
fn an_announcement_is_checked(
    #[case] announcement: Announcement,
    #[case] outcome: Result<(), AnnouncementError>,
) {
    assert_eq!(announcement.check(), outcome);
}
