"""Which Redaksi this is: what every process says of itself, and what stands in a backup."""

VERSION = "0.1.0"
