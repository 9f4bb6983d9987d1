"""What a verification checks, part by part."""
