"""What we stand on: known holes in the libraries, and the licences that they come under."""
