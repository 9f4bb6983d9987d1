"""Pure engines: values in, values out. No Django, no clock, no network; importable as a library."""
