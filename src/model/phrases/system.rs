//! What the operating system says most often, as the standard library writes it; the rest stays as it is.

use crate::model::Text;

/// With the number of the error, which a server's own words never have; and the names of the kinds.
pub(super) const PHRASES: &[Text] = &[
    Text::new(
        "No such file or directory (os error {})",
        "no existe el archivo o la carpeta (os error {})",
    ),
    Text::new("Permission denied (os error {})", "permiso denegado (os error {})"),
    Text::new("Operation not permitted (os error {})", "operación no permitida (os error {})"),
    Text::new("Not a directory (os error {})", "no es una carpeta (os error {})"),
    Text::new("Is a directory (os error {})", "es una carpeta (os error {})"),
    Text::new("File exists (os error {})", "el archivo ya existe (os error {})"),
    Text::new("File name too long (os error {})", "el nombre es demasiado largo (os error {})"),
    Text::new(
        "No space left on device (os error {})",
        "no queda espacio en el disco (os error {})",
    ),
    Text::new("Disk quota exceeded (os error {})", "cuota de disco agotada (os error {})"),
    Text::new(
        "Read-only file system (os error {})",
        "el sistema de archivos es de solo lectura (os error {})",
    ),
    Text::new("Input/output error (os error {})", "error de entrada o salida (os error {})"),
    Text::new("Too many open files (os error {})", "demasiados archivos abiertos (os error {})"),
    Text::new("Cannot allocate memory (os error {})", "no hay memoria (os error {})"),
    Text::new(
        "Resource temporarily unavailable (os error {})",
        "recurso no disponible por ahora (os error {})",
    ),
    Text::new("Exec format error (os error {})", "no es un programa ejecutable (os error {})"),
    Text::new("{*} at path {}", "{*} en la ruta {}"),
    Text::new("{}: {*}", "{}: {*}"),
    Text::new("permission denied", "permiso denegado"),
    Text::new("entity not found", "no existe"),
    Text::new("is a directory", "es una carpeta"),
    Text::new("not a directory", "no es una carpeta"),
];
