//! The texts of messages between guardians and staff.

use klas_domain::message::MessageOutcome;

/// The texts of messages between guardians and staff.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct MessageTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub unread: fn(usize) -> String,
    pub none: &'static str,
    pub none_of_staff: &'static str,
    pub write_to: &'static str,
    pub class_teacher: &'static str,
    pub no_staff: &'static str,
    pub about: fn(&str) -> String,
    pub you: &'static str,
    pub read: &'static str,
    pub nothing_yet: &'static str,
    pub text: &'static str,
    pub send: &'static str,
    pub hours: fn(u8, u8) -> String,
    pub outside: fn(&str, &str) -> String,
    pub next_year: &'static str,
    pub outside_staff: &'static str,
    pub all: &'static str,
    pub setting: &'static str,
    pub setting_hint: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub hours_wrong: &'static str,
    pub write_first: &'static str,
    pub choose_class: &'static str,
    pub choose_guardian: &'static str,
    pub no_classes: &'static str,
    pub no_guardians: &'static str,
    pub no_account: &'static str,
    pub hindered: &'static str,
    outcomes: [&'static str; 6],
}

impl MessageTexts {
    /// Why a message was not sent; nothing of one that was.
    pub fn obstacle(&self, outcome: MessageOutcome) -> Option<&'static str> {
        match outcome {
            MessageOutcome::Sent => None,
            MessageOutcome::Empty => Some(self.outcomes[0]),
            MessageOutcome::TooLong => Some(self.outcomes[1]),
            MessageOutcome::TooMany => Some(self.outcomes[2]),
            MessageOutcome::NotTheirs => Some(self.outcomes[3]),
            MessageOutcome::NoAccount => Some(self.outcomes[4]),
            MessageOutcome::Hindered => Some(self.outcomes[5]),
        }
    }
}

pub static UK: MessageTexts = MessageTexts {
    title: "Повідомлення",
    lead: "Розмову бачать лише двоє: один із батьків і вчитель, якому написано.",
    unread: |number| format!("Нових: {number}"),
    none: "Розмов ще немає. Виберіть, кому написати.",
    none_of_staff: "Розмов ще немає. Родини можуть написати вам, а ви – їм.",
    write_to: "Написати",
    class_teacher: "класний керівник",
    no_staff: "У цієї дитини ще немає вчителів у розкладі.",
    about: |name| format!("про: {name}"),
    you: "Ви",
    read: "прочитано",
    nothing_yet: "Ви ще не писали одне одному.",
    text: "Повідомлення",
    send: "Надіслати",
    hours: |from, until| format!("Заклад відповідає в навчальні дні з {from}:00 до {until}:00."),
    outside: |hour, day| {
        format!("Зараз неробочий час: повідомлення дійде, а відповіді чекайте з {hour} – {day}.")
    },
    next_year: "Навчальний рік закінчився: відповіді чекайте з початком наступного.",
    outside_staff: "Зараз неробочий час: родина знає, що відповіді варто чекати в години роботи.",
    all: "До всіх розмов",
    setting: "Години для повідомлень",
    setting_hint: "Поза цими годинами родина може написати, але бачить, коли чекати на відповідь.",
    from: "З години",
    until: "до години",
    write_first: "Написати родині",
    choose_class: "Виберіть клас.",
    choose_guardian: "Виберіть, кому з батьків написати: розмову побачите лише ви двоє.",
    no_classes: "Ви зараз не навчаєте жодного класу, тож писати першим нікому. На повідомлення родин відповісти можна завжди.",
    no_guardians: "батьків у списках закладу немає",
    no_account: "ще без доступу до щоденника",
    hindered: "листування недоступне: запитайте класного керівника",
    hours_wrong: "Кінець має бути пізніше за початок.",
    outcomes: [
        "Напишіть повідомлення.",
        "Повідомлення задовге: до 2000 знаків. Скоротіть його або надішліть двома.",
        "Останні 20 повідомлень ще не прочитано: зачекайте на відповідь або зателефонуйте до закладу.",
        "Листуватися про дитину можуть лише її батьки й ті, хто її навчає. Зверніться до класного керівника.",
        "Ця людина ще не має доступу до щоденника: повідомлення нікому прочитати. Доступ дає класний керівник.",
        "Повідомлення цій людині не надходять за рішенням, про яке знає класний керівник.",
    ],
};

pub static EN: MessageTexts = MessageTexts {
    title: "Messages",
    lead: "Two people alone see a conversation: one guardian and the teacher it is addressed to.",
    unread: |number| format!("New: {number}"),
    none: "There are no conversations yet. Choose whom to write to.",
    none_of_staff: "There are no conversations yet. Families can write to you, and you to them.",
    write_to: "Write to",
    class_teacher: "class teacher",
    no_staff: "This child has no teachers in the timetable yet.",
    about: |name| format!("about: {name}"),
    you: "You",
    read: "read",
    nothing_yet: "You have not written to each other yet.",
    text: "Message",
    send: "Send",
    hours: |from, until| format!("The school answers on school days from {from}:00 to {until}:00."),
    outside: |hour, day| {
        format!("These are not office hours: the message will arrive, expect an answer from {hour} – {day}.")
    },
    next_year: "The school year is over: expect an answer when the next one begins.",
    outside_staff: "These are not office hours: the family knows that answers come within them.",
    all: "To all conversations",
    setting: "Hours for messages",
    setting_hint: "Outside these hours a family may write, and is told when to expect an answer.",
    from: "From",
    until: "until",
    write_first: "Write to a family",
    choose_class: "Choose the class.",
    choose_guardian: "Choose which guardian to write to: the two of you alone will see the conversation.",
    no_classes: "You teach no class now, so there is nobody to write to first. Families' messages can always be answered.",
    no_guardians: "the school's lists have no guardians",
    no_account: "has no access to the diary yet",
    hindered: "cannot be written to: ask the class teacher",
    hours_wrong: "The end has to be later than the beginning.",
    outcomes: [
        "Write a message.",
        "The message is too long: at most 2000 characters. Shorten it or send two.",
        "The last 20 messages have not been read yet: wait for an answer or call the school.",
        "Only guardians of a child and those who teach it write to each other about it. Ask the class teacher.",
        "This person has no access to the diary yet, so nobody would read the message. The class teacher gives access.",
        "Messages do not reach this person, by a decision that the class teacher knows of.",
    ],
};
