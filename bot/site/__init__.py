"""The public page of somebody who prepares in public: static, and without what is nobody else's."""
