from touyan.conf.command import main

if __name__ == "__main__":
    main()
