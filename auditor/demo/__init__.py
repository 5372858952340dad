"""A believable sample account in an emulator."""
