//! The texts of the weeks that families acknowledge.

/// The texts of the weeks that families acknowledge.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct WeekTexts {
    pub section: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub sign: &'static str,
    pub sign_hint: fn(&str) -> String,
    pub signed: fn(&str) -> String,
    pub by: fn(&str, &str) -> String,
    pub by_you: fn(&str) -> String,
    pub week_of: fn(&str) -> String,
    pub total: &'static str,
    pub total_of: fn(usize, usize) -> String,
    pub yes: &'static str,
    pub no: &'static str,
    pub unsigned: fn(&str, usize) -> String,
    pub all_signed: fn(&str) -> String,
    pub none: &'static str,
}

pub static UK: WeekTexts = WeekTexts {
    section: "Ознайомлення",
    title: "Ознайомлення батьків із щоденником",
    lead: "Позначка означає, що хтось із батьків натиснув у щоденнику «Ознайомлено» за цей тиждень. Тижні без уроків пропущено; новіші – ліворуч.",
    sign: "Ознайомлено",
    sign_hint: |days| format!("Переглянули тиждень {days}? Замініть підпис у щоденнику одним дотиком."),
    signed: |days| format!("Тиждень {days} – ознайомлено"),
    by: |name, at| format!("{name}, {at}"),
    by_you: |at| format!("Ви – {at}"),
    week_of: |monday| format!("тиждень з {monday}"),
    total: "Усього",
    total_of: |signed, all| format!("{signed} з {all}"),
    yes: "ознайомлено",
    no: "ще ні",
    unsigned: |monday, number| format!("За тиждень з {monday} ще не ознайомлено родин: {number}."),
    all_signed: |monday| format!("За тиждень з {monday} ознайомлено всі родини."),
    none: "Навчальних тижнів у цьому семестрі ще не було.",
};

pub static EN: WeekTexts = WeekTexts {
    section: "Acknowledged",
    title: "Weeks of the diary that families have seen",
    lead: "A mark means that a guardian pressed «Seen» in the diary of that week. Weeks without lessons are left out; the newer ones are on the left.",
    sign: "Seen",
    sign_hint: |days| {
        format!("Have you looked through the week {days}? This takes the place of a signature.")
    },
    signed: |days| format!("The week {days} was seen"),
    by: |name, at| format!("{name}, {at}"),
    by_you: |at| format!("You, {at}"),
    week_of: |monday| format!("week from {monday}"),
    total: "In all",
    total_of: |signed, all| format!("{signed} of {all}"),
    yes: "seen",
    no: "not yet",
    unsigned: |monday, number| format!("Families that have not seen the week from {monday}: {number}."),
    all_signed: |monday| format!("All families have seen the week from {monday}."),
    none: "There were no weeks with lessons in this semester yet.",
};
