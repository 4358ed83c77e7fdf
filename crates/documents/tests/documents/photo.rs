//! Photos that people send.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage};
use klas_documents::photo::{FILE_LIMIT, PhotoError, redraw};
use rstest::rstest;

/// A picture whose left half is red and whose right half is blue.
fn picture(width: u32, height: u32) -> DynamicImage {
    let colour = |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    RgbImage::from_fn(width, height, colour).into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A JPEG with an EXIF segment, as telephones write it: the turn of the picture, and words.
fn with_exif(turn: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(*b"\x01\x12\0\x03\0\0\0\x01\0");
    exif.extend([turn, 0, 0]);
    // The model of the camera, 16 letters that stand behind the directory.
    exif.extend(*b"\x01\x10\0\x02\0\0\0\x10\0\0\0\x26\0\0\0\0GPS50.4501N30.5\0");
    let jpeg = file(&picture(60, 40), ImageFormat::Jpeg);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
}

#[rstest]
#[case::jpeg(ImageFormat::Jpeg)]
#[case::png(ImageFormat::Png)]
#[case::webp(ImageFormat::WebP)]
fn a_photo_is_drawn_anew_as_jpeg(#[case] format: ImageFormat) {
    let drawn = redraw(&file(&picture(60, 40), format)).unwrap();
    assert_eq!(image::guess_format(&drawn).unwrap(), ImageFormat::Jpeg);
    let picture = image::load_from_memory(&drawn).unwrap();
    assert_eq!(picture.dimensions(), (60, 40));
    assert!(picture.get_pixel(5, 20)[0] > 150 && picture.get_pixel(55, 20)[2] > 150);
}

#[test]
fn a_large_photo_becomes_small_enough_to_keep() {
    let drawn = redraw(&file(&picture(4000, 3000), ImageFormat::Jpeg)).unwrap();
    assert_eq!(image::load_from_memory(&drawn).unwrap().dimensions(), (1600, 1200));
}

#[test]
fn what_a_telephone_writes_into_a_photo_goes_and_the_photo_stands_upright() {
    let sent = with_exif(6);
    assert!(sent.windows(3).any(|part| part == b"GPS"));
    let drawn = redraw(&sent).unwrap();
    assert!(!drawn.windows(3).any(|part| part == b"GPS") && !drawn.windows(4).any(|part| part == b"Exif"));
    let picture = image::load_from_memory(&drawn).unwrap();
    assert_eq!(picture.dimensions(), (40, 60), "it was turned by a quarter");
    assert!(picture.get_pixel(20, 5)[0] > 150, "what was on the left is above");
}

#[rstest]
#[case::words(b"MZ not a photo at all".to_vec(), PhotoError::NotAPhoto)]
#[case::nothing(Vec::new(), PhotoError::NotAPhoto)]
#[case::a_page(b"<html><script>alert(1)</script></html>".to_vec(), PhotoError::NotAPhoto)]
#[case::a_picture_that_moves(b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), PhotoError::NotAPhoto)]
#[case::the_beginning_of_a_photo(b"\xff\xd8\xff\xe0 and then nothing".to_vec(), PhotoError::Damaged)]
#[case::half_a_photo(file(&picture(60, 40), ImageFormat::Png)[..60].to_vec(), PhotoError::Damaged)]
#[case::too_large(vec![0xff; FILE_LIMIT + 1], PhotoError::TooLarge)]
fn what_is_no_photo_is_refused(#[case] file: Vec<u8>, #[case] error: PhotoError) {
    assert_eq!(redraw(&file), Err(error));
}

/// A few bytes may say that they are a picture of gigabytes.
#[test]
fn a_photo_that_would_not_fit_into_memory_is_refused_before_it_is_decoded() {
    let mut png = file(&picture(60, 40), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let crc = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&crc);
    assert_eq!(redraw(&png), Err(PhotoError::TooManyPixels));
}

/// As PNG counts it.
fn crc32(bytes: &[u8]) -> u32 {
    let fold =
        |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
            })
        };
    !bytes.iter().fold(!0, fold)
}
