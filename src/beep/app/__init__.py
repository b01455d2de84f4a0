"""The one place where features meet: list them, order them, build them, mount them."""
