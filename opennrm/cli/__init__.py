"""The `opennrm` command: every command in one place, each of them short."""
