//! Photos that people send: known by their content, decoded within limits, and drawn anew, so that neither what a
//! telephone writes into its photos (place, owner, model) nor anything that only calls itself a photo is ever kept.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};

/// The largest file that is taken, in bytes.
pub const FILE_LIMIT: usize = 5 * 1024 * 1024;
/// The longest side of a picture that is decoded, in pixels: what telephones make, and no more.
const SIDE_LIMIT: u32 = 12_000;
/// How much memory decoding takes at most, in bytes.
const MEMORY_LIMIT: u64 = 256 * 1024 * 1024;
/// The longest side of a picture that is kept, in pixels: a page of handwriting can be read.
const KEPT_SIDE: u32 = 1600;
/// Of 100.
const QUALITY: u8 = 78;

/// What is accepted, as a browser's field wants it.
pub const ACCEPTED: &str = "image/jpeg,image/png,image/webp";

/// Why a file is no photo that can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// It is larger than [`FILE_LIMIT`].
    #[error("the file is too large")]
    TooLarge,
    /// Its content is neither JPEG nor PNG nor WebP, whatever its name says.
    #[error("the file is no photo")]
    NotAPhoto,
    /// It begins as a photo, and cannot be shown.
    #[error("the photo is damaged")]
    Damaged,
    /// It has more pixels than are decoded.
    #[error("the photo has too many pixels")]
    TooManyPixels,
}

/// The picture of a file, drawn anew as JPEG: upright, at most [`KEPT_SIDE`] pixels long, without anything else.
///
/// # Errors
/// [`PhotoError`].
pub fn redraw(file: &[u8]) -> Result<Vec<u8>, PhotoError> {
    if file.len() > FILE_LIMIT {
        return Err(PhotoError::TooLarge);
    }
    let format = image::guess_format(file).map_err(|_| PhotoError::NotAPhoto)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(PhotoError::NotAPhoto);
    }
    let picture = decoded(file, format)?;
    let picture = if picture.width().max(picture.height()) > KEPT_SIDE {
        picture.resize(KEPT_SIDE, KEPT_SIDE, FilterType::Triangle)
    } else {
        picture
    };
    let mut drawn = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut drawn, QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| PhotoError::Damaged)?;
    Ok(drawn)
}

fn decoded(file: &[u8], format: ImageFormat) -> Result<DynamicImage, PhotoError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_LIMIT);
    limits.max_image_height = Some(SIDE_LIMIT);
    limits.max_alloc = Some(MEMORY_LIMIT);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(why)?;
    if decoder.total_bytes() > MEMORY_LIMIT {
        return Err(PhotoError::TooManyPixels);
    }
    // A telephone held upright writes the turn beside the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(why)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn why(error: ImageError) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooManyPixels,
        _ => PhotoError::Damaged,
    }
}
