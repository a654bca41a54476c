"""The version of the package (版本)."""

VERSION = "0.1.0"
